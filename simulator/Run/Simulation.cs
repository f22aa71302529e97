using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Books;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;

namespace FairOta.Simulator.Run;

/// <summary>Brings a network up, lets every device of the fleet update itself, and draws the balance.</summary>
/// <param name="options">What is asked for.</param>
/// <param name="progress">Told what happens.</param>
public sealed class Simulation(RunOptions options, IRunProgress progress)
{
    private const int DefaultImageBytes = 256 * 1024;
    private static readonly TimeSpan DeviceTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan PaymentTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <exception cref="NetworkException">The network cannot be brought up.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public async Task<RunResult> RunAsync(CancellationToken cancellation)
    {
        long started = TimeProvider.System.GetTimestamp();
        using WorkFolder folder = new(options.Folder);
        byte[] image = ImageFile.Read(options.Image)
            ?? new Seed(options.Seed).Stream("image", DefaultImageBytes);
        NetworkOptions wanted = new()
        {
            Seed = options.Seed,
            Image = image,
            Devices = options.Devices,
            Distributors = options.Distributors,
            Rpc = options.Rpc,
            KeyFile = options.KeyFile,
            Folder = folder.Folder,
        };
        LocalNetwork network =
            await LocalNetwork.StartAsync(wanted, progress.Stage, cancellation).ConfigureAwait(false);
        await using (network.ConfigureAwait(false))
        {
            VirtualDevice[] devices = MakeDevices(network, folder.Folder);
            try
            {
                progress.Stage("Updating the fleet");
                progress.Watch(devices);
                await Task.WhenAll(devices.Select(device => RunDeviceAsync(device, cancellation)))
                    .ConfigureAwait(false);
                progress.Stage("Waiting for the last payments");
                await WaitForPaymentsAsync(network, cancellation).ConfigureAwait(false);
                foreach (DistributorHost distributor in network.Distributors)
                    await distributor.StopAsync(cancellation).ConfigureAwait(false);
                progress.Stage("Drawing the balance");
                return await SumUpAsync(network, devices, image, started, cancellation).ConfigureAwait(false);
            }
            finally
            {
                foreach (VirtualDevice device in devices) device.Dispose();
            }
        }
    }

    private static VirtualDevice[] MakeDevices(LocalNetwork network, DirectoryInfo folder)
    {
        long stagingBytes = (long)network.Release.Manifest.SegmentCount * network.Release.Manifest.SegmentSize;
        return
        [
            .. network.DeviceKeys.Select((key, index) => new VirtualDevice(
                index, key, network.DeviceConfiguration(),
                new DirectoryInfo(Path.Combine(folder.FullName, $"device-{index}")),
                stagingBytes, TimeProvider.System)),
        ];
    }

    private static async Task RunDeviceAsync(VirtualDevice device, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(DeviceTimeout);
        try
        {
            // Off this thread: a step of the agent computes, and the devices are to share the processors.
            await Task.Run(
                () => device.RunUntilAsync(LocalNetwork.ReleaseVersion.ToString(), timeout.Token), timeout.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            device.Observer.GiveUp("It was not updated in time.");
        }
    }

    /// <summary>
    /// A device has its key as soon as the escrow has it, which is before the distributor's books say so.
    /// </summary>
    private static async Task WaitForPaymentsAsync(LocalNetwork network, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < PaymentTimeout)
        {
            ReleaseView release = await ReadReleaseAsync(network, cancellation).ConfigureAwait(false);
            if (release.Open.IsEmpty && release.Paid.Values.Sum() == network.DeviceKeys.Length) return;
            await Task.Delay(Poll, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<ReleaseView> ReadReleaseAsync(LocalNetwork network, CancellationToken cancellation)
    {
        EscrowFollower follower = new(network.Escrow, network.DeploymentBlock);
        ChainState state = await follower.RefreshAsync(cancellation).ConfigureAwait(false);
        return state.View.Find(network.Release.Id)
            ?? throw new NodeException("The chain no longer shows the release.");
    }

    private async Task<RunResult> SumUpAsync(
        LocalNetwork network, VirtualDevice[] devices, byte[] image, long started, CancellationToken cancellation)
    {
        Address escrow = network.Escrow.Identity.Escrow;
        long lastBlock =
            (await network.Chain.Node.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false))!.Number;
        ReleaseView release = await ReadReleaseAsync(network, cancellation).ConfigureAwait(false);
        IReadOnlyDictionary<Address, AccountBook> books = await new ChainAudit(network.Chain.Node)
            .ReadAsync(
                [network.Vendor, escrow, .. network.Distributors.Select(d => d.Account)],
                network.FirstBlock, lastBlock, cancellation)
            .ConfigureAwait(false);
        ReleaseTerms terms =
            await network.Escrow.GetReleaseAsync(network.Release.Id, cancellation).ConfigureAwait(false)
            ?? throw new NodeException("The chain no longer shows the release.");
        AccountBook vendor = books[network.Vendor];
        Balance balance = Balance.Draw(
            release, vendor, [.. network.Distributors.Select(d => books[d.Account])],
            books[escrow].Start, books[escrow].End, terms.Balance);
        return new RunResult(
            options.Seed,
            Facts(network),
            [.. devices.Select(device => Result(network, device, image))],
            [.. network.Distributors.Select(d => Result(d, books[d.Account], release))],
            new VendorResult(
                network.Vendor.ToString(), balance.Locked, balance.Paid, balance.Left, vendor.Fees, vendor.GasUsed),
            balance.Mistakes,
            TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
    }

    private static ReleaseFacts Facts(LocalNetwork network)
    {
        var manifest = network.Release.Manifest;
        return new ReleaseFacts(
            network.Release.Id.ToString(), manifest.Version.ToString(), manifest.ImageSize, manifest.SegmentSize,
            manifest.SegmentCount, manifest.Samples, manifest.ChainId, network.Escrow.Identity.Escrow.ToString());
    }

    private static DeviceResult Result(LocalNetwork network, VirtualDevice device, byte[] image)
    {
        bool updated = device.Version == LocalNetwork.ReleaseVersion.ToString() && device.Runs(image);
        var manifest = network.Release.Manifest;
        return new DeviceResult(
            device.Index,
            Address.FromBytes(device.Key.Address).ToString(),
            LocalNetwork.FactoryVersion.ToString(),
            device.Version,
            updated,
            device.Observer.Distributor is { } distributor ? Address.FromBytes(distributor).ToString() : null,
            device.Observer.PackageBytes,
            [.. device.Observer.Times.Where(entry => entry.Key != AgentPhase.Idle).Select(entry => new PhaseTime(
                entry.Key.ToString().ToLower(CultureInfo.InvariantCulture), entry.Value.TotalMilliseconds))],
            updated ? null : device.Observer.Trouble ?? "It does not run the image.");
    }

    private static DistributorResult Result(DistributorHost distributor, AccountBook book, ReleaseView release) => new(
        distributor.Number,
        distributor.Account.ToString(),
        distributor.Url,
        release.Paid.GetValueOrDefault(distributor.Account),
        book.FromEscrow,
        book.Fees,
        book.GasUsed,
        book.Transactions);
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Run;

namespace FairOta.Simulator.Network;

/// <summary>
/// A whole network on one machine: a chain with the escrow, a vendor that funded a release and serves its origin, and
/// distributors that found it by themselves. Its devices exist as keys; who runs them is the caller's choice.
/// </summary>
public sealed class LocalNetwork : IAsyncDisposable
{
    /// <summary>Version of the image that the fleet comes with.</summary>
    public static readonly ImageVersion FactoryVersion = new(1, 0, 0, 0);

    /// <summary>Version of the release.</summary>
    public static readonly ImageVersion ReleaseVersion = new(1, 1, 0, 0);

    private const long DaySeconds = 24 * 3600;
    private static readonly BigInteger GasMoney = BigInteger.Pow(10, 18);
    private static readonly TimeSpan HoldingTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly List<IAsyncDisposable> _parts = [];

    private LocalNetwork(NetworkOptions options)
    {
        Options = options;
        Seed = new Seed(options.Seed);
        DeviceKeys = [.. Enumerable.Range(0, options.Devices).Select(i => Seed.PrivateKey($"device/{i}"))];
    }

    /// <summary>What it consists of.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Where its keys come from.</summary>
    public Seed Seed { get; }

    /// <summary>The chain.</summary>
    public ChainAccess Chain { get; private set; } = null!;

    /// <summary>The escrow, read only.</summary>
    public EscrowClient Escrow { get; private set; } = null!;

    /// <summary>The escrow's block.</summary>
    public long DeploymentBlock { get; private set; }

    /// <summary>The last block before the vendor's first transaction, where the books open.</summary>
    public long FirstBlock { get; private set; }

    /// <summary>The vendor's account.</summary>
    public Address Vendor { get; private set; }

    /// <summary>The release.</summary>
    public Release Release { get; private set; } = null!;

    /// <summary>The vendor's origin.</summary>
    public OriginHost Origin { get; private set; } = null!;

    /// <summary>Base URL of the vendor's origin.</summary>
    public string OriginUrl => Origin.Url;

    /// <summary>The distributors.</summary>
    public ImmutableArray<DistributorHost> Distributors { get; private set; } = [];

    /// <summary>Private keys of the fleet, by index.</summary>
    public ImmutableArray<byte[]> DeviceKeys { get; }

    /// <summary>Brings the network up and waits until every distributor serves the release.</summary>
    /// <param name="options">What it consists of.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="NetworkException">It cannot be brought up.</exception>
    public static async Task<LocalNetwork> StartAsync(
        NetworkOptions options, Action<string> progress, CancellationToken cancellation)
    {
        LocalNetwork network = new(options);
        try
        {
            await network.BringUpAsync(progress, cancellation).ConfigureAwait(false);
            return network;
        }
        catch (Exception e)
        {
            await network.DisposeAsync().ConfigureAwait(false);
            if (e is ChainException or HttpRequestException)
                throw new NetworkException($"The network cannot be brought up: {e.Message}", e);
            throw;
        }
    }

    /// <summary>What a device of the fleet knows when it leaves the factory.</summary>
    public AgentConfiguration DeviceConfiguration() =>
        DeviceConfiguration(Release.Manifest.ProductId, Release.Signer, OriginUrl, Chain.Url.ToString());

    /// <summary>What a device of such a fleet knows when it leaves the factory.</summary>
    /// <param name="productId">32 bytes.</param>
    /// <param name="signer">The public manifest key, 33 bytes.</param>
    /// <param name="originUrl">Base URL of the vendor's origin.</param>
    /// <param name="nodeUrl">The chain.</param>
    public static AgentConfiguration DeviceConfiguration(
        byte[] productId, byte[] signer, string originUrl, string nodeUrl) => new()
        {
            ProductId = productId,
            ManifestKeys = [signer],
            HardwareRevision = 1,
            Origins = [originUrl],
            NodeUrl = nodeUrl,
            InstalledVersion = FactoryVersion,
            SecurityCounter = 0,
            ConfirmAtStart = true,
            AllowPrivateHosts = true,
            Limits = new AgentLimits
            {
                // A host has memory, and a chain that answers at once.
                PieceBytes = 64 * 1024,
                ReadBytes = 64 * 1024,
                SegmentsPerStep = 64,
                KeyPollMs = 250,
                RetryMs = 250,
                LongestRetryMs = 2000,
                DiscoveryMs = 1000,
            },
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // In reverse: the distributors need the chain until they are gone.
        for (int i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync().ConfigureAwait(false);
        _parts.Clear();
    }

    private async Task BringUpAsync(Action<string> progress, CancellationToken cancellation)
    {
        progress(Options.Rpc is null ? "Starting a private chain" : $"Asking {Options.Rpc}");
        Chain = Keep(await ChainAccess
            .OpenAsync(Options.Rpc, Options.KeyFile, Options.Listen, cancellation).ConfigureAwait(false));
        progress("Deploying the escrow");
        (EscrowClient deployed, TransactionReceipt receipt) = await EscrowClient
            .DeployAsync(Chain.Node, Chain.Funder, cancellation).ConfigureAwait(false);
        DeploymentBlock = receipt.Block;
        Escrow = await EscrowClient
            .ConnectAsync(Chain.Node, deployed.Identity.Escrow, null, cancellation).ConfigureAwait(false);

        progress("Funding the vendor and the distributors");
        PrivateKeyAccount vendor = new(Seed.PrivateKey("vendor/account"));
        PrivateKeyAccount[] accounts =
            [.. Enumerable.Range(0, Options.Distributors)
                .Select(i => new PrivateKeyAccount(Seed.PrivateKey($"distributor/{i}/account")))];
        Vendor = vendor.Address;
        await Chain.FundAsync(Vendor, (Options.Reward * Options.Devices) + GasMoney, cancellation)
            .ConfigureAwait(false);
        foreach (PrivateKeyAccount account in accounts)
            await Chain.FundAsync(account.Address, GasMoney, cancellation).ConfigureAwait(false);
        FirstBlock = (await Chain.Node.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false))!.Number;

        progress("Packing, signing and funding the release");
        await PublishAsync(vendor, cancellation).ConfigureAwait(false);

        progress("Starting the distributors");
        Distributors = [.. await Task.WhenAll(accounts.Select((account, number) =>
            StartDistributorAsync(number, account, cancellation))).ConfigureAwait(false)];
        progress("Waiting until every distributor serves the release");
        await WaitForHoldingsAsync(cancellation).ConfigureAwait(false);
    }

    private async Task PublishAsync(PrivateKeyAccount account, CancellationToken cancellation)
    {
        DirectoryInfo releases = new(Path.Combine(Options.Folder.FullName, "releases"));
        Origin = Keep(
            await OriginHost
                .StartAsync(Escrow, DeploymentBlock, releases, Options.Listen, cancellation).ConfigureAwait(false));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        SeededRandomness randomness = new(Seed, "vendor");
        Release release = new ReleaseBuilder(randomness, TimeProvider.System).Build(
            new ReleasePlan
            {
                Image = Options.Image,
                Product = ProductId.Of("simulator.example", "thermostat"),
                Version = ReleaseVersion,
                SecurityCounter = 1,
                Fleet = new FleetList([.. DeviceKeys.Select(key => new PrivateKeyAccount(key).Address)]),
                ChainId = Escrow.Identity.ChainId,
                Escrow = Escrow.Identity.Escrow,
                VendorAccount = account.Address,
                Reward = Options.Reward,
                ClaimDeadline = now + (7 * DaySeconds),
                NotAfter = now + (30 * DaySeconds),
                Origins = [OriginUrl],
            },
            new KeyPair(KeyKind.Manifest, Seed.PrivateKey("vendor/manifest")));
        using ReleaseFolder folder = ReleaseFolder.Create(Path.Combine(releases.FullName, "1.1.0.0"), release);
        using Wallet wallet = Chain.WalletOf(account);
        EscrowClient escrow = await EscrowClient
            .ConnectAsync(Chain.Node, Escrow.Identity.Escrow, wallet, cancellation).ConfigureAwait(false);
        await new Publisher(escrow, DeploymentBlock).PublishAsync(folder, cancellation: cancellation)
            .ConfigureAwait(false);
        Release = release;
    }

    private async Task<DistributorHost> StartDistributorAsync(
        int number, PrivateKeyAccount account, CancellationToken cancellation)
    {
        DirectoryInfo folder = new(Path.Combine(Options.Folder.FullName, $"distributor-{number}"));
        DistributorHost host = await DistributorHost
            .StartAsync(
                number, Chain.WalletOf(account), Chain.Node, Escrow.Identity.Escrow, DeploymentBlock, Seed, folder,
                Options.Listen, Math.Max(16, Options.Devices), cancellation)
            .ConfigureAwait(false);
        lock (_parts) return Keep(host);
    }

    private async Task WaitForHoldingsAsync(CancellationToken cancellation)
    {
        using HttpClient http = new();
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(HoldingTimeout);
        await WaitForAnnouncementsAsync(timeout.Token, cancellation).ConfigureAwait(false);
        string path = $"/v1/releases/{Bytes.ToHex(Release.Id.ToBytes())}/manifest";
        foreach (DistributorHost distributor in Distributors)
        {
            try
            {
                while (!await ServesAsync(http, distributor.Url + path, timeout.Token).ConfigureAwait(false))
                    await Task.Delay(Poll, TimeProvider.System, timeout.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new NetworkException(
                    $"The distributor at {distributor.Url} did not take up the release in time.");
            }
        }
    }

    /// <summary>A device that asks before an announcement is known would have nobody to turn to for a while.</summary>
    private async Task WaitForAnnouncementsAsync(CancellationToken timeout, CancellationToken cancellation)
    {
        EscrowFollower follower = new(Escrow, DeploymentBlock);
        try
        {
            while (!await KnowsAllAsync(follower, timeout).ConfigureAwait(false))
                await Task.Delay(Poll, TimeProvider.System, timeout).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new NetworkException("The distributors did not announce themselves in time.");
        }
    }

    private async Task<bool> KnowsAllAsync(EscrowFollower follower, CancellationToken cancellation)
    {
        ChainState state = await follower.RefreshAsync(cancellation).ConfigureAwait(false);
        return Distributors.All(distributor => state.View.Distributors.ContainsKey(distributor.Account));
    }

    private static async Task<bool> ServesAsync(HttpClient http, string url, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.GetAsync(url, cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode;
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}

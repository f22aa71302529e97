using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Network;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>How installations ended, from devices to their vendor, over real HTTP and a real EVM.</summary>
[TestClass]
public sealed class OutcomeReportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairota-reports-");

    [TestCleanup]
    public void End() => _folder.Delete(recursive: true);

    [TestMethod]
    public async Task Reports_OfASuccessAndAFailedTrial_ReachTheVendorThroughDistributorsWithTheOriginOff()
    {
        using CancellationTokenSource patience = new(Patience);
        await using LocalNetwork network = await LocalNetwork.StartAsync(
            new NetworkOptions
            {
                Seed = 11,
                Image = Keys.Stream("image", 3000),
                Devices = 2,
                Distributors = 2,
                Folder = _folder,
            },
            _ => { },
            patience.Token);
        await network.Origin.StopAsync(patience.Token);
        using VirtualDevice works = Device(network, 0), fails = Device(network, 1, failsItsTrial: true);
        using CancellationTokenSource off = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
        string version = network.Release.Manifest.Version.ToString();
        Task updated = works.RunUntilAsync(version, off.Token), never = fails.RunUntilAsync(version, off.Token);

        using StrangerHttp http = new(allowPrivateNetworks: true);
        ReportCollector collector = new(http);
        ChainState chain = await new EscrowFollower(network.Escrow, network.DeploymentBlock)
            .RefreshAsync(patience.Token);
        IReadOnlyList<string> sources = ReportCollector.SourcesOf(chain.View, network.Release.Manifest);
        HashSet<Address> devices = [AddressOf(works), AddressOf(fails)];
        CollectedReports reports;
        // Vendor and devices are one caller here, and share what a distributor allows one.
        using PeriodicTimer turns = new(TimeSpan.FromMilliseconds(200));
        do
        {
            await turns.WaitForNextTickAsync(patience.Token);
            reports = await collector.CollectAsync(network.Release.Id, devices, sources, cancellation: patience.Token);
        }
        while (reports.Outcomes.Count < devices.Count);

        await updated;
        await off.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => never);
        Assert.AreEqual(Outcome.Installed, reports.Outcomes[AddressOf(works)]);
        Assert.AreEqual(Outcome.Failed, reports.Outcomes[AddressOf(fails)]);
        Assert.AreNotEqual(version, fails.Version);
        CollectionAssert.AreEquivalent(
            network.Distributors.Select(distributor => distributor.Url).Append(network.OriginUrl).ToArray(),
            sources.ToArray());
        Assert.IsNotNull(reports.Sources.Single(source => source.Url == network.OriginUrl).Problem);
    }

    private static Address AddressOf(VirtualDevice device) => Address.FromBytes(device.Key.Address);

    /// <summary>A device that knows the distributors; one that fails its trial is one that nobody confirms.</summary>
    private VirtualDevice Device(LocalNetwork network, int index, bool failsItsTrial = false)
    {
        AgentConfiguration configuration = network.DeviceConfiguration();
        configuration.Distributors =
            [.. network.Distributors.Select(each => new Source(each.Account.ToBytes(), each.Url))];
        configuration.ConfirmAtStart = !failsItsTrial;
        configuration.Limits.TrialMs = failsItsTrial ? 0 : configuration.Limits.TrialMs;
        return new VirtualDevice(
            index,
            network.DeviceKeys[index],
            configuration,
            _folder.CreateSubdirectory("device-" + index),
            1 << 20,
            TimeProvider.System);
    }
}

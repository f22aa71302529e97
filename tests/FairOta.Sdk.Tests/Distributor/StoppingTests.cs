using System;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A host that is told to stop while a step runs.</summary>
[TestClass]
public sealed class StoppingTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeEscrow _escrow = new();
    private readonly TaskCompletionSource _node = new();

    [TestMethod]
    public async Task Stop_WhileAStepRuns_TheStepIsFinished()
    {
        LocalHost host = await StartAsync(TimeSpan.FromMinutes(10));
        DistributorService service = host.Services.GetRequiredService<DistributorService>();
        await _escrow.Asked;
        Task stopping = host.Stopping, stopped = host.DisposeAsync().AsTask();
        await stopping;
        Assert.IsNull(service.Chain.Head);
        _node.SetResult();
        await stopped;
        Assert.IsNotNull(service.Chain.Head);
    }

    [TestMethod]
    public async Task Stop_WhileAStepRunsTooLong_TheStepIsAbandoned()
    {
        LocalHost host = await StartAsync(TimeSpan.Zero);
        DistributorService service = host.Services.GetRequiredService<DistributorService>();
        await _escrow.Asked;
        await host.DisposeAsync();
        Assert.IsNull(service.Chain.Head);
    }

    public void Dispose() => _folder.Dispose();

    private Task<LocalHost> StartAsync(TimeSpan stopWithin)
    {
        _escrow.Ready = _node.Task;
        _escrow.Mine(World.Start);
        return LocalHost.StartAsync(
            services => services.AddFairOtaDistributor(new DistributorOptions
            {
                Escrow = _escrow,
                DataDirectory = _folder.Path,
                StopWithin = stopWithin,
            }),
            app => app.MapFairOtaDistributor());
    }
}

using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.Extensions.Logging.Abstractions;

namespace FairOta.Simulator.Worlds;

/// <summary>The product's keeper of releases in one process of a distributor, with as many fetches side by side as the
/// product has. Where it waits for the network or a timer, it goes on inside of the event that it waits for.</summary>
internal sealed class SimKeeper : IDisposable
{
    private readonly CancellationTokenSource _life = new();
    private readonly ReleaseKeeper _keeper;
    private readonly StrangerHttp _http;
    private readonly Task?[] _fetches;
    private Task? _question;

    /// <summary>A process of its own.</summary>
    /// <param name="holdings">What it serves.</param>
    /// <param name="store">Where that lies: what outlives it.</param>
    /// <param name="duties">What may not be let go.</param>
    /// <param name="options">How the distributor runs.</param>
    /// <param name="time">The host's present.</param>
    /// <param name="network">Carries requests; disposed with this.</param>
    public SimKeeper(
        HoldingSet holdings, HoldingStore store, IReleaseDuties duties, DistributorOptions options, HostTime time,
        HttpMessageHandler network)
    {
        Holdings = holdings;
        _http = new StrangerHttp(allowPrivateNetworks: false, time, network);
        ReleaseFetcher fetcher = new(new SourceSet(_http, _http, time), store, options.Escrow!.Identity);
        _keeper = new ReleaseKeeper(
            holdings, store, fetcher, duties, options, time, NullLogger<ReleaseKeeper>.Instance);
        _fetches = new Task?[options.Fetches];
    }

    /// <summary>What it serves.</summary>
    public HoldingSet Holdings { get; }

    /// <summary>Loads what an earlier process left.</summary>
    /// <param name="now">Unix seconds.</param>
    public void Load(long now) => _keeper.Load(now);

    /// <summary>Begins what is due, beside what is under way.</summary>
    /// <param name="view">What the chain shows.</param>
    /// <param name="now">Unix seconds.</param>
    public void Step(EscrowView view, long now)
    {
        for (int i = 0; i < _fetches.Length; i++)
            if (IsFree(_fetches[i])) _fetches[i] = _keeper.StepAsync(view, now, _life.Token);
        if (IsFree(_question)) _question = _keeper.AskOriginsAsync(view, now, _life.Token);
    }

    /// <summary>Drops a release that is past.</summary>
    public void Remove(ReleaseId release) => _keeper.Remove(release);

    /// <summary>The process is gone: what is under way ends where it is, and nothing of it is written any
    /// more.</summary>
    public void Dispose()
    {
        _life.Cancel();
        _life.Dispose();
        _http.Dispose();
    }

    /// <summary>Whether nothing is under way there; what failed for good fails here.</summary>
    private static bool IsFree(Task? task)
    {
        if (task is null) return true;
        if (task.IsCompleted) task.GetAwaiter().GetResult();
        return task.IsCompleted;
    }
}

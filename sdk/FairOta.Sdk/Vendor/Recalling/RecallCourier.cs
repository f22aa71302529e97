using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Vendor;

/// <summary>Carries a recall notice to whoever may hold the release.</summary>
/// <param name="own">For servers that the vendor named itself, which may be in its own network.</param>
/// <param name="strangers">For servers that announced themselves.</param>
/// <param name="time">The clock of <see cref="Patience"/>.</param>
public sealed class RecallCourier(StrangerHttp own, StrangerHttp strangers, TimeProvider time)
{
    /// <summary>Most servers that are asked: those that were paid most come first.</summary>
    public const int MaxServers = 4096;

    private const int AtOnce = 16;
    private const string Cose = Answer.Cose;

    /// <summary>How long one server may take to answer; 20 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Where a notice goes: what the vendor named, then every distributor that announced a base URL, those
    /// that were paid for the release first, then those that were paid for others. Nobody twice.</summary>
    /// <param name="release">The release.</param>
    /// <param name="named">Base URLs that the vendor named.</param>
    /// <param name="view">What the chain shows.</param>
    public static IReadOnlyList<RecallTarget> Targets(ReleaseId release, IEnumerable<string> named, EscrowView view)
    {
        IEnumerable<RecallTarget> announced = view.Distributors
            .Where(each => BaseUrl.IsValid(each.Value))
            .OrderByDescending(each => view.Find(release)?.Paid.GetValueOrDefault(each.Key) ?? 0)
            .ThenByDescending(each => view.Releases.Values.Sum(one => (long)one.Paid.GetValueOrDefault(each.Key)))
            .ThenBy(each => each.Key)
            .Select(each => new RecallTarget(each.Key, each.Value));
        return
        [
            .. named.Select(url => new RecallTarget(null, url)).Concat(announced)
                .DistinctBy(target => target.Url.TrimEnd('/')).Take(MaxServers),
        ];
    }

    /// <summary>Carries a notice to servers, several at once.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="targets">Where to.</param>
    /// <param name="answered">Told of every answer, one at a time, as it comes.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What each said, in the order of the targets.</returns>
    /// <exception cref="Core.ProtocolException">It is no notice.</exception>
    public async Task<IReadOnlyList<RecallAnswer>> CarryAsync(
        byte[] notice, IReadOnlyList<RecallTarget> targets, Action<RecallAnswer>? answered = null,
        CancellationToken cancellation = default)
    {
        string path = $"/v1/releases/{RecallNotice.Parse(notice).ReleaseId.ToWire()}/recall";
        var answers = new RecallAnswer[targets.Count];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(0, targets.Count, limits, async (i, stop) =>
        {
            answers[i] = await AskAsync(targets[i], path, notice, stop).ConfigureAwait(false);
            lock (answers) answered?.Invoke(answers[i]);
        }).ConfigureAwait(false);
        return answers;
    }

    private async Task<RecallAnswer> AskAsync(
        RecallTarget target, string path, byte[] notice, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        StrangerHttp http = target.Account is null ? own : strangers;
        try
        {
            HttpStatusCode status = await http
                .PostAsync(BaseUrl.Below(target.Url, path), Cose, notice, either.Token).ConfigureAwait(false);
            return new RecallAnswer(target, (int)status, null);
        }
        catch (HttpRequestException e)
        {
            return new RecallAnswer(target, null, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new RecallAnswer(target, null, $"no answer within {Patience.TotalSeconds:0} seconds");
        }
    }
}

/// <summary>Somebody who may hold a release.</summary>
/// <param name="Account">Its account, where it announced itself; null where the vendor named it.</param>
/// <param name="Url">Its base URL.</param>
public sealed record RecallTarget(Address? Account, string Url);

/// <summary>What a server said to a notice.</summary>
/// <param name="Target">The server.</param>
/// <param name="Status">The HTTP status of its answer; null where there was none.</param>
/// <param name="Problem">Why there was none.</param>
public sealed record RecallAnswer(RecallTarget Target, int? Status, string? Problem)
{
    /// <summary>Whether it opens no session for the release from now on.</summary>
    public bool IsTaken => Status is 200 or 202;

    /// <summary>Whether it does not hold the release, and so needs no notice.</summary>
    public bool IsNotHeld => Status is 404;
}

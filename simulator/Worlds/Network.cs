using System;
using System.Collections.Generic;
using FairOta.Agent;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>What the network is like. Rates are probabilities of one request, from 0 to 1.</summary>
internal sealed record Weather
{
    /// <summary>A way without trouble.</summary>
    public static Weather Fair { get; } = new();

    /// <summary>Shortest time of one way, in milliseconds; at least <see cref="SimWorld.LeastDelayMs"/>.</summary>
    public long LatencyMs { get; init; } = 40;

    /// <summary>Mean of what comes on top of that, exponential, in milliseconds: ways overtake each other.</summary>
    public double JitterMs { get; init; } = 30;

    /// <summary>Nobody is reached.</summary>
    public double NoConnection { get; init; }

    /// <summary>The request arrives, the answer does not.</summary>
    public double LostAnswers { get; init; }

    /// <summary>The connection breaks within the answer's body.</summary>
    public double BrokenAnswers { get; init; }

    /// <summary>The request arrives a second time, later.</summary>
    public double Duplicates { get; init; }

    /// <summary>Bytes a second that a device receives.</summary>
    public long BytesPerSecond { get; init; } = 100_000;
}

/// <summary>Brings requests to hosts, and answers back. What it is like changes only between two windows.</summary>
internal sealed class Network
{
    private readonly Dictionary<string, SimHost> _hosts = [];
    private readonly Dictionary<(int Group, int Host), int> _parted = [];

    /// <summary>What it is like now.</summary>
    public Weather Weather { get; set; } = Weather.Fair;

    /// <summary>What requests are carried by.</summary>
    public ICarrier Carrier { get; init; } = MemoryCarrier.Instance;

    /// <summary>Answers under its URL from now on.</summary>
    public void Add(SimHost host)
    {
        _hosts.Add(host.Url, host);
        Carrier.Open(host);
    }

    /// <summary>A partition of a group from a host begins or ends, between two windows. Several of the same two end
    /// each at its own time.</summary>
    /// <param name="group">Devices, or a host by its <see cref="SimHost.Group"/>.</param>
    /// <param name="host">Whom they do not reach.</param>
    /// <param name="parted">Whether it begins.</param>
    public void Part(int group, SimHost host, bool parted)
    {
        int count = _parted.GetValueOrDefault((group, host.Number)) + (parted ? 1 : -1);
        if (count > 0) _parted[(group, host.Number)] = count;
        else _parted.Remove((group, host.Number));
    }

    /// <summary>Everybody reaches everybody again.</summary>
    public void Join() => _parted.Clear();

    /// <summary>Whoever answers under a URL to that group of devices; null for nobody.</summary>
    public SimHost? Find(int group, string url) =>
        Find(url) is { } host && !_parted.ContainsKey((group, host.Number)) ? host : null;

    /// <summary>Whoever answers under a URL to that host; null for nobody.</summary>
    public SimHost? Find(SimHost from, string url) => Find(from.Group, url) is { } host && host != from ? host : null;

    private SimHost? Find(string url) => _hosts.GetValueOrDefault(new Uri(url).GetLeftPart(UriPartial.Authority));
}

/// <summary>A request under way: its fate is drawn where it begins, from the caller's draws.</summary>
/// <param name="Caller">Who asks, a device or a host.</param>
/// <param name="Request">What is asked.</param>
/// <param name="BackMs">How long the answer is under way, its body's length apart.</param>
/// <param name="IsLost">Whether the answer gets lost.</param>
/// <param name="BreaksAt">The share of the body after which the connection breaks; 1 for none.</param>
internal sealed record Way(
    Actor Caller, ServiceRequest Request, long BackMs, bool IsLost, double BreaksAt)
{
    /// <summary>What is asked, as the device has it; null where it is no device's own.</summary>
    public LinkRequest? Sent { get; init; }

    /// <summary>Bytes a second that the caller receives.</summary>
    public long BytesPerSecond { get; init; } = 12_500_000;

    /// <summary>Carries it.</summary>
    public ICarrier Carrier { get; init; } = MemoryCarrier.Instance;
}

/// <summary>Somebody who answers requests under a base URL. One body leaves after another, as fast as its line
/// carries.</summary>
/// <param name="number">Orders actors.</param>
/// <param name="random">Its draws.</param>
/// <param name="url">Its base URL.</param>
internal abstract class SimHost(int number, SimRandom random, string url) : Actor(number, random)
{
    private long _freeAtMs;

    /// <summary>Its base URL.</summary>
    public string Url { get; } = url;

    /// <summary>Its group as one who asks other hosts, which it is alone in.</summary>
    public int Group => DeviceTraits.Groups + Number;

    /// <summary>Bytes a second that it sends to all together.</summary>
    public long BytesPerSecond { get; init; } = 12_500_000;

    /// <summary>Takes a request, and sends the answer on its way.</summary>
    /// <param name="moment">When.</param>
    /// <param name="way">The request; whom it came from.</param>
    /// <param name="arrive">Takes the answer, at the caller.</param>
    public void Take(Moment moment, Way way, Action<Moment, Reply> arrive)
    {
        Reply reply = way.Carrier.Carry(moment, this, way);
        if (reply.Status == 0 && !reply.IsSilent) reply = Reply.Nobody;
        moment.Note(new Exchanged(
            way.Caller.Number, EndpointOf(way.Request), reply.Status, way.Request.Body.Length, reply.Body.Length)
        {
            Request = way.Request,
            Reply = reply,
        });
        if (way.IsLost && !reply.IsSilent) moment.Note(new FaultInjected("lost answer"));
        if (way.IsLost || reply.IsSilent) return;
        long sentMs = Math.Max(moment.NowMs, _freeAtMs) + reply.Body.Length * 1000L / BytesPerSecond;
        _freeAtMs = sentMs;
        long lineMs = reply.Body.Length * 1000L / way.BytesPerSecond;
        if (way.BreaksAt < 1 && reply.Body.Length > 0)
        {
            moment.Note(new FaultInjected("broken answer"));
            reply = reply with
            {
                AnnouncedBytes = reply.Body.Length,
                IsBroken = true,
                Body = reply.Body[..(int)(reply.Body.Length * way.BreaksAt)],
            };
        }

        moment.Send(
            way.Caller, sentMs - moment.NowMs + way.BackMs + lineMs + reply.DelayMs, at => arrive(at, reply));
    }

    /// <summary>How long after a block it looks, in milliseconds.</summary>
    public long StepDelayMs => 100 + 37 * Number % 900;

    /// <summary>Looks at the chain, and does what is due.</summary>
    public virtual void Step(Moment moment)
    {
    }

    /// <summary>What it answers to somebody whose way is none of the network's.</summary>
    public Reply Ask(Moment moment, ServiceRequest request) => Answer(moment, request);

    /// <summary>Answers.</summary>
    protected abstract Reply Answer(Moment moment, ServiceRequest request);

    /// <summary>The endpoint's name: its path without ids.</summary>
    internal static string EndpointOf(ServiceRequest request) => request.Parts switch
    {
        ["sessions"] => "open",
        ["sessions", _, var last] => last,
        ["releases", _, "deliveries", _, var last] => "delivery " + last,
        ["releases", _, var last, ..] => last,
        ["products", _, var last, ..] => last,
        [var first, ..] => first,
        _ => "other",
    };
}

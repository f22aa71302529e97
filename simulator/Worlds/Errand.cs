using System;
using FairOta.Agent;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>Sends requests of one caller over the network: what becomes of each is drawn where it begins, from the
/// caller's draws.</summary>
/// <param name="caller">Who asks.</param>
/// <param name="network">The network.</param>
internal sealed class Errand(Actor caller, Network network)
{
    private const double MeanMsUntilRepeated = 2000;

    /// <summary>Bytes a second that the caller receives.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>Sends a request on its way.</summary>
    /// <param name="moment">When.</param>
    /// <param name="host">Whom it is for; null where nobody is reached.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="sent">The same as a device has it; null where it is no device's.</param>
    /// <param name="arrive">Takes the answer, at the caller; not called where it gets lost.</param>
    /// <returns>False where nobody is reached.</returns>
    public bool Send(
        Moment moment, SimHost? host, ServiceRequest request, LinkRequest? sent, Action<Moment, Reply> arrive)
    {
        SimRandom random = caller.Random;
        Weather weather = network.Weather;
        bool isRefused = host is not null && random.Chance(weather.NoConnection);
        if (isRefused) moment.Note(new FaultInjected("no connection"));
        if (host is null || isRefused)
        {
            moment.Note(new Exchanged(caller.Number, "unreachable", 0, 0, 0));
            return false;
        }

        Way way = new(
            caller, request, Delay(random, weather), random.Chance(weather.LostAnswers),
            random.Chance(weather.BrokenAnswers) ? random.NextDouble() : 1)
        {
            Sent = sent,
            Carrier = network.Carrier,
            BytesPerSecond = BytesPerSecond,
        };
        moment.Send(host, Delay(random, weather), at => host.Take(at, way, arrive));
        if (!random.Chance(weather.Duplicates)) return true;
        moment.Note(new FaultInjected("repeated request"));
        moment.Send(
            host, Delay(random, weather) + random.Exponential(MeanMsUntilRepeated),
            at => host.Take(at, way, static (_, _) => { }));
        return true;
    }

    private static long Delay(SimRandom random, Weather weather) =>
        weather.LatencyMs + random.Exponential(weather.JitterMs);
}

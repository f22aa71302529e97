using System;
using System.Collections.Generic;

namespace FairOta.Sdk.Serving;

/// <summary>What a node lets callers take of it. Every value has a default that suits one machine on a public network;
/// every limit that is reached is answered with 429 or 503 and a Retry-After, which costs a device nothing but
/// time.</summary>
/// <remarks>A caller is an IPv4 address or the first 64 bits of an IPv6 one. Many devices may share it.</remarks>
public sealed record ServingLimits
{
    /// <summary>Connections open at once; further ones are closed at once. 1 to 1,000,000. Only a host that calls
    /// <see cref="HttpLimits.LimitFairOta"/> has it.</summary>
    public int Connections { get; init; } = 10_000;

    /// <summary>Requests of one caller served at once; 1 to 1,000,000.</summary>
    public int RequestsAtOncePerCaller { get; init; } = 256;

    /// <summary>Requests per second of one caller in the long run; 1 to 1,000,000.</summary>
    public int RequestsPerSecondPerCaller { get; init; } = 100;

    /// <summary>Requests of one caller at once after a pause; 1 to 10,000,000.</summary>
    public int RequestBurstPerCaller { get; init; } = 2_000;

    /// <summary>Bytes per second sent in all in the long run; 1 KiB to 1 TiB. What exceeds it is sent later.</summary>
    public long BytesPerSecond { get; init; } = 128L << 20;

    /// <summary>Bytes per second sent to one caller in the long run; 1 KiB to 1 TiB. What exceeds it is sent
    /// later.</summary>
    public long BytesPerSecondPerCaller { get; init; } = 32L << 20;

    /// <summary>Bytes per second sent of one release in the long run, whoever asks: its package, leaves, lists and
    /// reports; 1 KiB to 1 TiB. What exceeds it is sent later. Less than <see cref="BytesPerSecond"/>, so that no
    /// release takes all. What a distributor's sessions are sent does not count: those are bounded
    /// themselves.</summary>
    public long BytesPerSecondPerRelease { get; init; } = 96L << 20;

    /// <summary>How long bytes may have to wait for their turn before further requests are refused; 1 second to 5
    /// minutes. As many bytes as flow in that time may be sent at once after a pause.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Expensive requests worked on at once: those that compute with curve points, recover signatures or pass
    /// over a package; 1 to 1,024. By default two for each processor, because some of them wait for the disk.</summary>
    public int WorkAtOnce { get; init; } = Math.Min(1_024, 2 * Environment.ProcessorCount);

    /// <summary>Expensive requests that wait for their turn; 0 to 100,000. Further ones are refused at once.</summary>
    public int WorkQueued { get; init; } = 512;

    /// <summary>Sessions that take a challenge, of all releases; 1 to 10,000,000. Only a distributor has them. One
    /// takes about 1 KB of disk. A release has at most as many of them as are left for others, so that none takes
    /// all.</summary>
    public int OpenSessions { get; init; } = 500_000;

    /// <summary>The same of one release; 1 to 10,000,000. How many a device has is the protocol's (four).</summary>
    public int OpenSessionsPerRelease { get; init; } = 250_000;

    /// <summary>How long a request's headers may take to arrive; 1 second to 5 minutes. Only a host that calls
    /// <see cref="HttpLimits.LimitFairOta"/> has it.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle between requests; 1 second to an hour. Only a host that calls
    /// <see cref="HttpLimits.LimitFairOta"/> has it.</summary>
    public TimeSpan IdleFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes per second that a caller has to send of a body and to read of an answer, on the average after
    /// <see cref="LeastRateAfter"/>; 1 to 1,000,000. Slower ones are cut off, also where an answer already
    /// began.</summary>
    public int LeastBytesPerSecond { get; init; } = 512;

    /// <summary>How long a caller may be slower than <see cref="LeastBytesPerSecond"/>; 2 seconds to 5 minutes, because
    /// Kestrel looks once a second.</summary>
    public TimeSpan LeastRateAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is wrong with it, in sentences; empty where nothing is.</summary>
    public IEnumerable<string> Errors()
    {
        List<string> errors = [];
        void Count(string name, long value, long least, long most)
        {
            if (value < least || value > most)
                errors.Add(FormattableString.Invariant($"{name} is {least:N0} to {most:N0}."));
        }

        void Span(string name, TimeSpan value, TimeSpan most, string spoken)
        {
            if (value < TimeSpan.FromSeconds(1) || value > most) errors.Add($"{name} is a second to {spoken}.");
        }

        if (LeastRateAfter < TimeSpan.FromSeconds(2) || LeastRateAfter > TimeSpan.FromMinutes(5))
            errors.Add($"{nameof(LeastRateAfter)} is 2 seconds to 5 minutes.");

        TimeSpan minutes = TimeSpan.FromMinutes(5);
        Count(nameof(Connections), Connections, 1, 1_000_000);
        Count(nameof(RequestsAtOncePerCaller), RequestsAtOncePerCaller, 1, 1_000_000);
        Count(nameof(RequestsPerSecondPerCaller), RequestsPerSecondPerCaller, 1, 1_000_000);
        Count(nameof(RequestBurstPerCaller), RequestBurstPerCaller, 1, 10_000_000);
        Count(nameof(BytesPerSecond), BytesPerSecond, 1L << 10, 1L << 40);
        Count(nameof(BytesPerSecondPerCaller), BytesPerSecondPerCaller, 1L << 10, 1L << 40);
        Count(nameof(BytesPerSecondPerRelease), BytesPerSecondPerRelease, 1L << 10, 1L << 40);
        Count(nameof(WorkAtOnce), WorkAtOnce, 1, 1_024);
        Count(nameof(WorkQueued), WorkQueued, 0, 100_000);
        Count(nameof(OpenSessions), OpenSessions, 1, 10_000_000);
        Count(nameof(OpenSessionsPerRelease), OpenSessionsPerRelease, 1, 10_000_000);
        Count(nameof(LeastBytesPerSecond), LeastBytesPerSecond, 1, 1_000_000);
        Span(nameof(LongestDelay), LongestDelay, minutes, "5 minutes");
        Span(nameof(HeadersWithin), HeadersWithin, minutes, "5 minutes");
        Span(nameof(IdleFor), IdleFor, TimeSpan.FromHours(1), "an hour");
        return errors;
    }

    internal Rate CallerRequests => new(RequestsPerSecondPerCaller, RequestBurstPerCaller);

    internal Rate CallerBytes => Flow(BytesPerSecondPerCaller);

    internal Rate AllBytes => Flow(BytesPerSecond);

    internal Rate ReleaseBytes => Flow(BytesPerSecondPerRelease);

    private Rate Flow(long perSecond) => new(perSecond, (long)Math.Max(1, perSecond * LongestDelay.TotalSeconds));
}

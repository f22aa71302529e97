using System.CommandLine;
using FairOta.Cli.Commands;
using FairOta.Sdk.Serving;

namespace FairOta.Cli;

/// <summary>What callers may take of a distributor or an origin.</summary>
internal sealed class LimitOptions
{
    private static readonly ServingLimits Defaults = new();
    private readonly Option<long> _connections;
    private readonly Option<long>? _sessions;
    private readonly Option<long>? _sessionsOfRelease;
    private readonly Option<long> _bytes;
    private readonly Option<long> _bytesOfCaller;
    private readonly Option<long> _bytesOfRelease;
    private readonly Option<long> _requestsOfCaller;
    private readonly Option<long> _atOnceOfCaller;
    private readonly Option<long> _leastRate;
    private readonly Option<long> _work;
    private readonly Option<long> _queue;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasSessions">Whether what it runs opens sessions: a distributor.</param>
    public LimitOptions(Command command, bool hasSessions)
    {
        Option<long> Add(string name, string value, string description, long least, long most, long otherwise)
        {
            Option<long> option = Opt.Of(name, value, description, Opt.Number(least, most), otherwise);
            command.Add(option);
            return option;
        }

        _connections = Add(
            "--max-connections", "count", "Connections at once.", 1, 1_000_000, Defaults.Connections);
        if (hasSessions)
        {
            _sessions = Add(
                "--max-sessions", "count", "Sessions open at once.", 1, 10_000_000, Defaults.OpenSessions);
            _sessionsOfRelease = Add(
                "--max-release-sessions", "count", "Sessions open at once for one release.", 1, 10_000_000,
                Defaults.OpenSessionsPerRelease);
        }

        _bytes = Add(
            "--max-rate", "bytes", "Bytes per second sent in all.", 1 << 10, 1L << 40, Defaults.BytesPerSecond);
        _bytesOfCaller = Add(
            "--max-caller-rate", "bytes", "Bytes per second sent to one caller: an IPv4 address, or a /64 of IPv6.",
            1 << 10, 1L << 40, Defaults.BytesPerSecondPerCaller);
        _bytesOfRelease = Add(
            "--max-release-rate", "bytes", "Bytes per second sent of one release outside of sessions.",
            1 << 10, 1L << 40, Defaults.BytesPerSecondPerRelease);
        _requestsOfCaller = Add(
            "--max-caller-requests", "count", "Requests per second of one caller.", 1, 1_000_000,
            Defaults.RequestsPerSecondPerCaller);
        _atOnceOfCaller = Add(
            "--max-caller-at-once", "count", "Requests of one caller served at once.", 1, 1_000_000,
            Defaults.RequestsAtOncePerCaller);
        _leastRate = Add(
            "--least-rate", "bytes", "Bytes per second that a caller has to read or send, or it is cut off.", 1,
            1_000_000, Defaults.LeastBytesPerSecond);
        _work = Add(
            "--work", "count", "Expensive requests worked on at once.", 1, 1_024, Defaults.WorkAtOnce);
        _queue = Add(
            "--work-queue", "count", "Expensive requests that wait for it; further ones are refused.", 0, 100_000,
            Defaults.WorkQueued);
    }

    public ServingLimits Read(Invocation call) => Defaults with
    {
        Connections = (int)call.Require(_connections),
        OpenSessions = _sessions is null ? Defaults.OpenSessions : (int)call.Require(_sessions),
        OpenSessionsPerRelease = _sessionsOfRelease is null
            ? Defaults.OpenSessionsPerRelease
            : (int)call.Require(_sessionsOfRelease),
        BytesPerSecond = call.Require(_bytes),
        BytesPerSecondPerCaller = call.Require(_bytesOfCaller),
        BytesPerSecondPerRelease = call.Require(_bytesOfRelease),
        RequestsAtOncePerCaller = (int)call.Require(_atOnceOfCaller),
        RequestsPerSecondPerCaller = (int)call.Require(_requestsOfCaller),
        LeastBytesPerSecond = (int)call.Require(_leastRate),
        WorkAtOnce = (int)call.Require(_work),
        WorkQueued = (int)call.Require(_queue),
    };
}

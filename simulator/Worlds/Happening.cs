using System;
using System.Globalization;
using System.Numerics;
using FairOta.Agent;
using FairOta.Sdk;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Chain;

namespace FairOta.Simulator.Worlds;

/// <summary>Something that happened, for the trace, the statistics and the checkers.</summary>
internal abstract record Happening
{
    /// <summary>When, Unix milliseconds.</summary>
    public long AtMs { get; private set; }

    /// <summary>Number of the actor to whom; 0 for the world.</summary>
    public int Actor { get; private set; }

    /// <summary>What, on one line and the same in every run.</summary>
    protected abstract string What { get; }

    /// <summary>Says when and to whom; once.</summary>
    public Happening At(long atMs, int actor)
    {
        (AtMs, Actor) = (atMs, actor);
        return this;
    }

    /// <summary>A line of the trace.</summary>
    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AtMs} {Actor} {What}");
}

/// <summary>A device started: what runs, where it stands, and what the device says it has installed.</summary>
internal sealed record DeviceStarted(byte[] ImageHash, TrialState State, string Version, long SecurityCounter)
    : Happening
{
    protected override string What => string.Create(
        CultureInfo.InvariantCulture,
        $"starts {Convert.ToHexStringLower(ImageHash.AsSpan(0, 8))} {State} {Version} {SecurityCounter}");
}

/// <summary>A device's key signed a digest.</summary>
internal sealed record DeviceSigned(Hash32 Digest) : Happening
{
    protected override string What => $"signs {Digest}";
}

/// <summary>A device's agent entered a phase.</summary>
internal sealed record PhaseBegan(AgentPhase Phase) : Happening
{
    protected override string What => $"phase {Phase}";
}

/// <summary>A device's agent noted something.</summary>
internal sealed record DeviceNoted(AgentEvent Event, string? Url) : Happening
{
    protected override string What => $"notes {Event} {Url}";
}

/// <summary>A device completed an image in its other slot.</summary>
internal sealed record SlotCompleted(byte[] ImageHash, string Version) : Happening
{
    protected override string What => $"completes {Core.Bytes.ToHex(ImageHash)} {Version}";
}

/// <summary>A device confirmed the image that runs.</summary>
internal sealed record ImageConfirmed(byte[] ImageHash, string Version, long SecurityCounter) : Happening
{
    protected override string What => $"confirms {Core.Bytes.ToHex(ImageHash)} {Version} {SecurityCounter}";
}

/// <summary>A host answered a request, or nobody did (status 0).</summary>
internal sealed record Exchanged(int Caller, string Endpoint, int Status, long BytesUp, long BytesDown) : Happening
{
    /// <summary>What was asked, for checkers; null where nobody was reached. No part of the trace.</summary>
    public ServiceRequest? Request { get; init; }

    /// <summary>What left the host: it may get lost. Null where nobody was reached. No part of the trace.</summary>
    public Reply? Reply { get; init; }

    protected override string What =>
        string.Create(CultureInfo.InvariantCulture, $"answers {Caller} {Endpoint} {Status} {BytesUp} {BytesDown}");
}

/// <summary>A distributor wrote a session into its books.</summary>
internal sealed record SessionWritten(
    ReleaseId Release, Address Device, Address Distributor, Standing Standing, bool KeyOut, Address? LostTo) : Happening
{
    protected override string What => $"session {Release} {Device} {Standing} {(KeyOut ? "key out" : "")} {LostTo}";
}

/// <summary>A distributor dropped a release that is past.</summary>
internal sealed record ReleaseDropped(ReleaseId Release) : Happening
{
    protected override string What => $"drops {Release}";
}

/// <summary>A distributor's call was not sent.</summary>
internal sealed record CallRefused(Address Sender, string Call, string Reason) : Happening
{
    protected override string What => $"cannot send {Call}: {Reason}";
}

/// <summary>A distributor learned how its transaction ended.</summary>
internal sealed record OutboxSettled(Address Sender, string Call, string Outcome, BigInteger Fee) : Happening
{
    /// <summary>Names it on the chain. No part of the trace.</summary>
    public Hash32 Transaction { get; init; }

    protected override string What => string.Create(CultureInfo.InvariantCulture, $"settles {Call} {Outcome} {Fee}");
}

/// <summary>A device opened a session with a distributor that cheats it: so many of its segments are false.</summary>
internal sealed record FalseSession(Address Device, int Garbled, int Segments) : Happening
{
    protected override string What =>
        string.Create(CultureInfo.InvariantCulture, $"garbles {Device} {Garbled}/{Segments}");
}

/// <summary>A block came, with these events of the escrow.</summary>
internal sealed record BlockMined(long Number, Hash32 Hash) : Happening
{
    protected override string What => string.Create(CultureInfo.InvariantCulture, $"block {Number} {Hash}");
}

/// <summary>Blocks were replaced by others.</summary>
internal sealed record Reorganised(long FromBlock, int Depth) : Happening
{
    protected override string What =>
        string.Create(CultureInfo.InvariantCulture, $"reorganises {Depth} from {FromBlock}");
}

/// <summary>A transaction ended, or its block was replaced: what that one counted no longer does.</summary>
internal sealed record CallEnded(
    Address Sender, string Call, TransactionFate Fate, string? Reason, int Deliveries, long Gas, BigInteger Fee)
    : Happening
{
    /// <summary>Whether it did what it should in the block that it is in, or was in until it was replaced.</summary>
    public bool Succeeded { get; init; }

    protected override string What =>
        string.Create(CultureInfo.InvariantCulture, $"call {Sender} {Call} {Fate} {Reason} {Deliveries} {Gas} {Fee}");
}

/// <summary>The vendor sent the funding of a further release.</summary>
internal sealed record ReleaseFunded(ReleaseId Release, string Version) : Happening
{
    protected override string What => $"funds {Release} {Version}";
}

/// <summary>A staged roll-out was decided on anew.</summary>
internal sealed record RolloutDecided(string Sentence) : Happening
{
    protected override string What => $"decides {Sentence}";
}

/// <summary>Trouble was made.</summary>
internal sealed record FaultInjected(string Kind, string Detail = "") : Happening
{
    protected override string What => $"fault {Kind} {Detail}";
}

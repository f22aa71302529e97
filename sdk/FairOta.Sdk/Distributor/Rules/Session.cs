using System;

namespace FairOta.Sdk.Distributor;

/// <summary>One session as the books keep it: an immutable value, replaced as a whole.</summary>
/// <remarks>Nothing of the key polynomial is in it: the polynomial follows from the distributor's secret,
/// <see cref="Epoch"/>, <see cref="Id"/> and <see cref="Device"/>. All times are Unix seconds.</remarks>
internal sealed record Session
{
    /// <summary>The open digest.</summary>
    public required SessionId Id { get; init; }

    /// <summary>Counts the versions of this session from 1; the books take a version only upon the one before
    /// it.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The release it is about.</summary>
    public required ReleaseId Release { get; init; }

    /// <summary>The account that funds the release.</summary>
    public required Address Vendor { get; init; }

    /// <summary>The device that opened it.</summary>
    public required Address Device { get; init; }

    /// <summary>Where the device stands in the release's fleets.</summary>
    public required Place Place { get; init; }

    /// <summary>mac(tag("open"), r) for the r that only the device knows until its challenge.</summary>
    public required Hash32 Nonce { get; init; }

    /// <summary>The epoch in which it was opened.</summary>
    public required Guid Epoch { get; init; }

    /// <summary>When it was opened.</summary>
    public required long OpenedAt { get; init; }

    /// <summary>The last moment at which it takes a challenge.</summary>
    public required long EndsAt { get; init; }

    /// <summary>Whether it ended unanswered: by a new Open of the device, or because its bytes are used up.</summary>
    public bool Ended { get; init; }

    /// <summary>Bytes of segments sent so far.</summary>
    public long SentBytes { get; init; }

    /// <summary>D over all segments as they are sent, once a challenge had it worked out; null before. Another wrong
    /// digest then costs a comparison, not a pass over the package.</summary>
    public Hash32? Digest { get; init; }

    /// <summary>The one challenge that was answered, or null.</summary>
    public AnsweredChallenge? Challenge { get; init; }

    /// <summary>The device's signature over ProofOfDistribution (64 bytes, EIP-2098), or null.</summary>
    public byte[]? Receipt { get; init; }

    /// <summary>When the receipt came; 0 before.</summary>
    public long ReceivedAt { get; init; }

    /// <summary>How far it has come.</summary>
    public Standing Standing { get; init; }

    /// <summary>Whether the key may be given out. Set before it is, never taken back.</summary>
    public bool KeyOut { get; init; }

    /// <summary>Who took the device's reward, where it is <see cref="Standing.Lost"/>; else null.</summary>
    public Address? LostTo { get; init; }

    /// <summary>When the claimer last sent a transaction for it; 0 for never.</summary>
    public long ActedAt { get; init; }

    /// <summary>This session with its version counted on: what a changed session is written as.</summary>
    public Session Next() => this with { Revision = Revision + 1 };
}

/// <summary>The challenge a session answered.</summary>
/// <param name="Request">The request's body, byte for byte: a repeat of it gets the same answer.</param>
/// <param name="ValidUntil">Unix seconds, as answered: the end of the proof of distribution.</param>
/// <param name="KeyCommitment">addr(A₀): what the device signs and the key must fit.</param>
internal sealed record AnsweredChallenge(byte[] Request, long ValidUntil, Address KeyCommitment);

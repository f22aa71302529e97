using System.Collections.Generic;
using FairOta.Sdk;

namespace FairOta.Simulator.Checks;

/// <summary>A session as it could be seen on the wire, whatever device and distributor say of it.</summary>
/// <param name="id">The open digest.</param>
/// <param name="host">Number of the host that answers for it.</param>
/// <param name="distributor">Whose session it is.</param>
/// <param name="release">The release.</param>
/// <param name="device">The device.</param>
internal sealed class WireSession(Hash32 id, int host, Address distributor, ReleaseId release, Address device)
{
    /// <summary>The open digest.</summary>
    public Hash32 Id => id;

    /// <summary>Number of the host that answers for it.</summary>
    public int Host => host;

    /// <summary>Whose session it is.</summary>
    public Address Distributor => distributor;

    /// <summary>The release.</summary>
    public ReleaseId Release => release;

    /// <summary>The device.</summary>
    public Address Device => device;

    /// <summary>addr(A₀).</summary>
    public Address KeyCommitment { get; init; }

    /// <summary>Bytes of segments that left the host.</summary>
    public long SentBytes { get; set; }

    /// <summary>What was sent last in each place, as a short digest; null where nobody keeps it.</summary>
    public ulong[]? Sealed { get; set; }

    /// <summary>The session of that device with that host before this one; null for none.</summary>
    public WireSession? Before { get; init; }

    /// <summary>The challenge that was answered first, by digests of request and answer; null before.</summary>
    public (ulong Request, ulong Answer)? First { get; set; }

    /// <summary>What else was asked or answered; null as long as all answers are the same one.</summary>
    public HashSet<(ulong Request, ulong Answer)>? Others { get; set; }

    /// <summary>Answers to challenges that differ in request or answer.</summary>
    public int Answers => (First is null ? 0 : 1) + (Others?.Count ?? 0);

    /// <summary>When the first challenge was answered, Unix milliseconds; null before.</summary>
    public long? AnsweredMs { get; set; }

    /// <summary>Samples of the first challenge that was answered; 0 before.</summary>
    public int Samples { get; set; }

    /// <summary>Their indices, ascending; null where nobody keeps them any more.</summary>
    public int[]? Indices { get; set; }

    /// <summary>f at these, 32 bytes each; null where nobody keeps it.</summary>
    public byte[][]? Evaluations { get; set; }

    /// <summary>End of the proof of distribution as it was answered first, Unix seconds.</summary>
    public long ValidUntil { get; set; }

    /// <summary>Whether the device's key signed a proof of distribution that was answered here.</summary>
    public bool IsSigned { get; set; }

    /// <summary>When a receipt came to the host and was first taken, Unix milliseconds; null before.</summary>
    public long? ReceivedMs { get; set; }
}

/// <summary>A proof of distribution that an answer offered to be signed.</summary>
/// <param name="Session">Where.</param>
/// <param name="ValidUntil">Its end, Unix seconds.</param>
internal sealed record WireProof(WireSession Session, long ValidUntil);

using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.Storage;

/// <summary>
/// What the resident loader knows, and every decision it takes: which set is good, which is new, and how that one
/// stands. Pure; each step gives the next record.
/// </summary>
/// <remarks>
/// The rules, which are those of MCUboot's test swap:
/// - A new set is tried at one start only, and counted as tried before it runs.
/// - A set on trial that a start finds unconfirmed, for whatever reason, is left: the good set runs again. Whether it
///   is tried once more is the agent's decision, which counts.
/// - A new set that is not intact is not run.
/// - Only what was confirmed becomes good, and what was good before is then no longer known.
/// </remarks>
internal sealed class BootRecord
{
    private const int FormatVersion = 1;
    private const int DigestBytes = 32;

    /// <summary>As a factory leaves a device: no set but the one in its firmware.</summary>
    public static readonly BootRecord Factory = new BootRecord(TrialState.None, 0, null, null);

    private BootRecord(TrialState state, int slot, byte[] good, byte[] fresh)
    {
        State = state;
        Slot = slot;
        Good = good;
        New = fresh;
    }

    /// <summary>How the new set stands.</summary>
    public TrialState State { get; }

    /// <summary>Slot of the new set, 0 or 1.</summary>
    public int Slot { get; }

    /// <summary>Digest of the set that was confirmed last; null for the factory's.</summary>
    public byte[] Good { get; }

    /// <summary>Digest of the new set; null unless it is pending or on trial.</summary>
    public byte[] New { get; }

    /// <summary>The new set is going to be written to that slot.</summary>
    public BootRecord Begun(int slot) => new BootRecord(TrialState.None, slot, Good, null);

    /// <summary>It is whole, and this its digest.</summary>
    public BootRecord Completed(byte[] digest) => new BootRecord(TrialState.Pending, Slot, Good, digest);

    /// <summary>It proved itself.</summary>
    public BootRecord Confirmed() => new BootRecord(TrialState.Confirmed, Slot, New, null);

    /// <summary>It is not run again.</summary>
    public BootRecord Reverted() => new BootRecord(TrialState.Reverted, Slot, Good, null);

    /// <summary>What a start makes of it; the same record where nothing changes.</summary>
    public BootRecord Started(bool isNewIntact)
    {
        if (State == TrialState.Pending && isNewIntact)
            return new BootRecord(TrialState.Trial, Slot, Good, New);
        return State == TrialState.Pending || State == TrialState.Trial ? Reverted() : this;
    }

    public byte[] Encode()
    {
        CborWriter writer = new CborWriter();
        writer.WriteArray(5);
        writer.WriteUInt(FormatVersion);
        writer.WriteUInt((int)State);
        writer.WriteUInt(Slot);
        writer.WriteBytes(Good == null ? new byte[0] : Good);
        writer.WriteBytes(New == null ? new byte[0] : New);
        return writer.ToArray();
    }

    /// <exception cref="ProtocolException">It is no such record.</exception>
    public static BootRecord Parse(byte[] record)
    {
        CborReader reader = new CborReader(record);
        reader.ReadArray(5, 5);
        if (reader.ReadUInt() != FormatVersion)
            throw new ProtocolException("A boot record of another format version.");
        long state = reader.ReadUInt();
        long slot = reader.ReadUInt();
        byte[] good = reader.ReadBytes(0, DigestBytes);
        byte[] fresh = reader.ReadBytes(0, DigestBytes);
        reader.ReadEnd();
        if (state > (int)TrialState.Reverted || slot > 1)
            throw new ProtocolException("A boot record with a value out of range.");
        return new BootRecord(
            (TrialState)(int)state, (int)slot, good.Length == 0 ? null : good, fresh.Length == 0 ? null : fresh);
    }
}

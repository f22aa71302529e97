namespace FairOta.Agent;

/// <summary>Where the sealed package lies until its key is out: a flat range of bytes.</summary>
/// <remarks>
/// A write is durable when it returns. A power cut during a write may leave anything in the bytes being written and
/// nothing else; the agent never relies on them then. Bytes are written again where a download or a repair says so.
/// </remarks>
public interface IStaging
{
    /// <summary>How many bytes fit.</summary>
    long CapacityBytes { get; }

    /// <summary>Makes data[offset .. offset + count) durable at that position.</summary>
    void Write(long positionBytes, byte[] data, int offset, int count);

    /// <summary>Reads what was written; bytes never written may be anything.</summary>
    void Read(long positionBytes, byte[] data, int offset, int count);

    /// <summary>Lets go of everything, to begin a new package.</summary>
    void Erase();
}

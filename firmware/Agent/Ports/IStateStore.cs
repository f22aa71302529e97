using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Small durable records by name. The agent uses the names in <c>RecordNames</c>, none above 16 KiB.</summary>
/// <remarks>
/// <see cref="Save"/> is atomic and durable when it returns: after a power cut the record is the old value or the
/// new one.
/// The store detects damage by itself, with a checksum and a second copy or whatever its medium needs.
/// </remarks>
public interface IStateStore
{
    /// <summary>The last value saved under that name, or null.</summary>
    /// <exception cref="ProtocolException">The record is damaged; another may be saved in its place.</exception>
    byte[] Load(string name);

    /// <summary>Replaces the record; null removes it.</summary>
    void Save(string name, byte[] value);
}

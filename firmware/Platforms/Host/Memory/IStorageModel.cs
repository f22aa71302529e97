using System.Collections.Generic;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Host.Memory;

/// <summary>A device's storage in memory, whose every durable operation a power supply can cut.</summary>
public interface IStorageModel : IStorage
{
    /// <summary>Names of the files there are, in ordinal order.</summary>
    IEnumerable<string> Names { get; }

    /// <summary>Bytes that files may take together, rounded as the model does; lower it to fill the storage.</summary>
    long CapacityBytes { get; set; }

    /// <summary>Bit rot: that bit, 0 to 7, of that byte of the file is the opposite now.</summary>
    void Rot(string name, long positionBytes, int bit);

    /// <summary>Everything that is durable now, to be given back later, to this model or to another alike.</summary>
    byte[] Snapshot();

    /// <summary>Makes everything as it was when the snapshot was taken.</summary>
    void Return(byte[] snapshot);
}

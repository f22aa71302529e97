using System.IO;

namespace FairOta.Platforms.Storage;

/// <summary>
/// Files in a device's internal storage, by plain names without directories. All that is durable is written over this
/// one port, which promises little: no rename, and no write that is whole or absent.
/// </summary>
/// <remarks>
/// A power cut during <see cref="Write"/> leaves any prefix of the bytes being written, with garbage in the last unit
/// of the medium that was touched, and every byte outside the range as it was. A cut during <see cref="Delete"/> leaves
/// the file there, whole, or gone. What was written may rot later.
/// </remarks>
public interface IStorage
{
    /// <summary>Bytes of that file, or -1 where there is none.</summary>
    long Length(string name);

    /// <summary>
    /// Reads from positionBytes of that file into data[offset .. offset + count), all of it within its length.
    /// </summary>
    /// <exception cref="IOException">The medium failed, or the range is not in the file.</exception>
    void Read(string name, long positionBytes, byte[] data, int offset, int count);

    /// <summary>
    /// Makes data[offset .. offset + count) durable at positionBytes, at most the file's length (0 where there is
    /// none); creates or extends the file where that is needed, and never shortens it.
    /// </summary>
    /// <exception cref="IOException">
    /// The storage is full or failed; the range may then hold what a power cut would leave there.
    /// </exception>
    void Write(string name, long positionBytes, byte[] data, int offset, int count);

    /// <summary>Removes that file, durably; nothing where there is none. Needs no free space.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    void Delete(string name);
}

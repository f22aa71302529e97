using System.IO;
using FairOta.Core;

namespace FairOta.Platforms.Storage;

/// <summary>
/// An application as nanoFramework assemblies (payload format 2 of PROTOCOL.md), lying in a file: its index in memory,
/// its assemblies read one by one.
/// </summary>
public sealed class AssemblySet
{
    private readonly IStorage _storage;
    private readonly string _file;
    private readonly AssemblyIndex _index;

    /// <summary>Reads the index of the set in that file and checks it against the file's length.</summary>
    /// <exception cref="ProtocolException">It is no set, or is beyond a limit.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public AssemblySet(IStorage storage, string file)
    {
        _storage = storage;
        _file = file;
        long total = storage.Length(file);
        byte[] start = new byte[AssemblyIndex.StartBytes(total)];
        storage.Read(file, 0, start, 0, start.Length);
        _index = new AssemblyIndex(start, total);
    }

    /// <summary>Number of assemblies. They are to be loaded in order: each after those it refers to.</summary>
    public int Count => _index.Count;

    /// <summary>Full name of the type in the last assembly whose static Main starts the application.</summary>
    public string EntryType => _index.EntryType;

    /// <summary>Reads an assembly into an array of its own, of at most 16 KiB.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public byte[] Read(int index)
    {
        byte[] assembly = new byte[_index.Length(index)];
        _storage.Read(_file, _index.Position(index), assembly, 0, assembly.Length);
        return assembly;
    }
}

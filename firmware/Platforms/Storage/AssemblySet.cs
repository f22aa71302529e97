using System.IO;
using FairOta.Core;

namespace FairOta.Platforms.Storage;

/// <summary>
/// An application as nanoFramework assemblies (payload format 2 of PROTOCOL.md), lying in a file: its index in memory,
/// its assemblies read one by one.
/// </summary>
public sealed class AssemblySet
{
    private const int FormatVersion = 1;

    private readonly IStorage _storage;
    private readonly string _file;
    private readonly string[] _names;
    private readonly int[] _lengths;
    private readonly int _firstByte;

    /// <summary>Reads the index of the set in that file and checks it against the file's length.</summary>
    /// <exception cref="ProtocolException">It is no set, or is beyond a limit.</exception>
    /// <exception cref="IOException">The medium failed.</exception>
    public AssemblySet(IStorage storage, string file)
    {
        _storage = storage;
        _file = file;
        long total = storage.Length(file);
        if (total < 2 || total > Limits.MaxAssemblySetBytes)
            throw new ProtocolException("An assembly set of a wrong length.");
        byte[] length = new byte[2];
        storage.Read(file, 0, length, 0, 2);
        byte[] index = new byte[(length[0] << 8) | length[1]];
        if (index.Length > Limits.MaxAssemblyIndexBytes || index.Length > total - 2)
            throw new ProtocolException("The index of an assembly set is too long.");
        storage.Read(file, 2, index, 0, index.Length);

        CborReader reader = new CborReader(index);
        reader.ReadArray(3, 3);
        if (reader.ReadUInt() != FormatVersion)
            throw new ProtocolException("An assembly set of another format version.");
        EntryType = reader.ReadText(Limits.MaxEntryTypeBytes);
        int count = reader.ReadArray(1, Limits.MaxAssemblies);
        _names = new string[count];
        _lengths = new int[count];
        _firstByte = 2 + index.Length;
        long end = _firstByte;
        for (int i = 0; i < count; i++)
        {
            reader.ReadArray(2, 2);
            _names[i] = reader.ReadText(Limits.MaxAssemblyNameBytes);
            long bytes = reader.ReadUInt();
            if (bytes < 1 || bytes > Limits.MaxAssemblyBytes)
                throw new ProtocolException("An assembly of a wrong length.");
            _lengths[i] = (int)bytes;
            end += bytes;
        }

        reader.ReadEnd();
        if (end != total)
            throw new ProtocolException("An assembly set is not as long as its assemblies.");
    }

    /// <summary>Number of assemblies. They are to be loaded in order: each after those it refers to.</summary>
    public int Count => _names.Length;

    /// <summary>Full name of the type in the last assembly whose static Main starts the application.</summary>
    public string EntryType { get; }

    /// <summary>Name of an assembly, for whoever reads a log.</summary>
    public string Name(int index) => _names[index];

    /// <summary>Reads an assembly into an array of its own, of at most 16 KiB.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public byte[] Read(int index)
    {
        int position = _firstByte;
        for (int i = 0; i < index; i++)
            position += _lengths[i];
        byte[] assembly = new byte[_lengths[index]];
        _storage.Read(_file, position, assembly, 0, assembly.Length);
        return assembly;
    }
}

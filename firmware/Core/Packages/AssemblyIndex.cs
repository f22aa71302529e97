namespace FairOta.Core;

/// <summary>
/// What an application of nanoFramework assemblies (payload format 2 of PROTOCOL.md) says of itself at its beginning:
/// its entry, and where each assembly lies in it.
/// </summary>
public sealed class AssemblyIndex
{
    private const int FormatVersion = 1;
    private const int HeadBytes = 2;

    private readonly string[] _names;
    private readonly int[] _lengths;
    private readonly int _firstByte;

    /// <summary>Reads the index and checks it against the image's length.</summary>
    /// <param name="start">The first bytes of the image, <see cref="StartBytes"/> or more of them.</param>
    /// <param name="imageBytes">Length of the image.</param>
    /// <exception cref="ProtocolException">It is no set, or is beyond a limit.</exception>
    public AssemblyIndex(byte[] start, long imageBytes)
    {
        int length = (start[0] << 8) | start[1];
        _firstByte = HeadBytes + length;
        if (_firstByte > StartBytes(imageBytes))
            throw new ProtocolException("The index of an assembly set is too long.");
        CborReader reader = new CborReader(start, HeadBytes, length);
        reader.ReadArray(3, 3);
        if (reader.ReadUInt() != FormatVersion)
            throw new ProtocolException("An assembly set of another format version.");
        EntryType = ReadName(reader, Limits.MaxEntryTypeBytes);
        int count = reader.ReadArray(1, Limits.MaxAssemblies);
        _names = new string[count];
        _lengths = new int[count];
        long end = _firstByte;
        for (int i = 0; i < count; i++)
        {
            reader.ReadArray(2, 2);
            _names[i] = ReadName(reader, Limits.MaxAssemblyNameBytes);
            long bytes = reader.ReadUInt();
            if (bytes < 1 || bytes > Limits.MaxAssemblyBytes)
                throw new ProtocolException("An assembly of a wrong length.");
            _lengths[i] = (int)bytes;
            end += bytes;
        }

        reader.ReadEnd();
        if (end != imageBytes)
            throw new ProtocolException("An assembly set is not as long as its assemblies.");
    }

    /// <summary>Number of assemblies. They are to be loaded in order: each after those it refers to.</summary>
    public int Count => _names.Length;

    /// <summary>Full name of the type in the last assembly whose static Main starts the application.</summary>
    public string EntryType { get; }

    /// <summary>How many of an image's first bytes certainly hold its index.</summary>
    /// <exception cref="ProtocolException">No set is of that length.</exception>
    public static int StartBytes(long imageBytes)
    {
        if (imageBytes < HeadBytes || imageBytes > Limits.MaxAssemblySetBytes)
            throw new ProtocolException("An assembly set of a wrong length.");
        return imageBytes < HeadBytes + Limits.MaxAssemblyIndexBytes
            ? (int)imageBytes
            : HeadBytes + Limits.MaxAssemblyIndexBytes;
    }

    /// <summary>Name of an assembly, for whoever reads a log.</summary>
    public string Name(int index) => _names[index];

    /// <summary>Bytes of an assembly, 1 to 16,384.</summary>
    public int Length(int index) => _lengths[index];

    /// <summary>Where in the image an assembly begins.</summary>
    public int Position(int index)
    {
        int position = _firstByte;
        for (int i = 0; i < index; i++)
            position += _lengths[i];
        return position;
    }

    private static string ReadName(CborReader reader, int maxBytes)
    {
        string name = reader.ReadText(maxBytes);
        if (name.Length == 0)
            throw new ProtocolException("A name in an assembly set is empty.");
        return name;
    }
}

namespace System.IO;

/// <summary>Files by path.</summary>
public static class File
{
    public static void Delete(string path) => throw null;
    public static bool Exists(string path) => throw null;
}

/// <summary>How a file is opened.</summary>
public enum FileMode
{
    CreateNew = 1,
    Create = 2,
    Open = 3,
    OpenOrCreate = 4,
    Truncate = 5,
    Append = 6,
}

/// <summary>What may be done with it.</summary>
[Flags]
public enum FileAccess
{
    Read = 1,
    Write = 2,
    ReadWrite = 3,
}

/// <summary>An open file.</summary>
public class FileStream : Stream
{
    public FileStream(string path, FileMode mode, FileAccess access) => throw null;
    public override long Length => throw null;
    public override long Position { get => throw null; set => throw null; }
    public override void Close() => throw null;
    public override void Flush() => throw null;
    public override int Read(byte[] buffer, int offset, int count) => throw null;
    public override void Write(byte[] buffer, int offset, int count) => throw null;
}

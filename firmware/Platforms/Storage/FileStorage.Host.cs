using System.IO;

namespace FairOta.Platforms.Storage;

/// <summary>Files of one folder, for .NET and for MeadowOS.</summary>
public sealed partial class FileStorage : IStorage
{
    private readonly string _folder;

    /// <summary>Keeps files in that folder, which is made where it is missing.</summary>
    public FileStorage(string folder)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
    }

    /// <inheritdoc />
    public long Length(string name)
    {
        FileInfo file = new FileInfo(PathOf(name));
        return file.Exists ? file.Length : -1;
    }

    /// <inheritdoc />
    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        using FileStream file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read);
        file.Position = positionBytes;
        while (count > 0)
        {
            int read = file.Read(data, offset, count);
            if (read == 0)
                throw new IOException("The file is shorter than what is read of it.");
            offset += read;
            count -= read;
        }
    }

    /// <inheritdoc />
    public void Write(string name, long positionBytes, byte[] data, int offset, int count)
    {
        string path = PathOf(name);
        bool isNew = !File.Exists(path);
        using (FileStream file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write))
        {
            if (positionBytes > file.Length)
                throw new IOException("A file has no gaps.");
            file.Position = positionBytes;
            file.Write(data, offset, count);
            file.Flush(flushToDisk: true);
        }

        if (isNew)
            FlushNames();
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
            return;
        File.Delete(path);
        FlushNames();
    }

    /// <summary>Makes files that came or went durable in their folder, where flushing a file does not.</summary>
    partial void FlushNames();

    private string PathOf(string name) => Path.Combine(_folder, name);
}

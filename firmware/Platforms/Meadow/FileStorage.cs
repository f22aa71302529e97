using System.IO;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Meadow;

/// <summary>Files of one folder of MeadowOS.</summary>
public sealed class FileStorage : IStorage
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
        FileInfo file = new(PathOf(name));
        return file.Exists ? file.Length : -1;
    }

    /// <inheritdoc />
    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        using FileStream file = new(PathOf(name), FileMode.Open, FileAccess.Read);
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
        using FileStream file = new(PathOf(name), FileMode.OpenOrCreate, FileAccess.Write);
        if (positionBytes > file.Length)
            throw new IOException("A file has no gaps.");
        file.Position = positionBytes;
        file.Write(data, offset, count);
        file.Flush(flushToDisk: true);
    }

    /// <inheritdoc />
    public void Delete(string name) => File.Delete(PathOf(name));

    private string PathOf(string name) => Path.Combine(_folder, name);
}

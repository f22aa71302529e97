using System.IO;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// Files on a drive of the device. A file is opened for each call: the file system makes changes durable when it closes
/// one, and a flush alone does not do that on every target.
/// </summary>
public sealed class InternalStorage : IStorage
{
    private readonly string _root;

    /// <summary>Files directly on that drive, "I:" for the internal one.</summary>
    public InternalStorage(string drive)
    {
        _root = drive + "\\";
    }

    /// <inheritdoc />
    public long Length(string name)
    {
        if (!File.Exists(_root + name))
            return -1;
        using (FileStream file = new FileStream(_root + name, FileMode.Open, FileAccess.Read))
            return file.Length;
    }

    /// <inheritdoc />
    public void Read(string name, long positionBytes, byte[] data, int offset, int count)
    {
        using (FileStream file = new FileStream(_root + name, FileMode.Open, FileAccess.Read))
        {
            file.Position = positionBytes;
            while (count > 0)
            {
                int read = file.Read(data, offset, count);
                if (read <= 0)
                    throw new IOException("A file is shorter than expected.");
                offset += read;
                count -= read;
            }
        }
    }

    /// <inheritdoc />
    public void Write(string name, long positionBytes, byte[] data, int offset, int count)
    {
        using (FileStream file = new FileStream(_root + name, FileMode.OpenOrCreate, FileAccess.ReadWrite))
        {
            if (positionBytes > file.Length)
                throw new IOException("A file would have a gap.");
            file.Position = positionBytes;
            file.Write(data, offset, count);
            file.Flush();
        }
    }

    /// <inheritdoc />
    public void Delete(string name) => File.Delete(_root + name);
}

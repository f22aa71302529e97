using System;
using System.IO;
using FairOta.Agent;
using Microsoft.Win32.SafeHandles;

namespace FairOta.Platforms.Host;

/// <summary>Staging in one file, flushed after every write.</summary>
public sealed class FileStaging : IStaging, IDisposable
{
    private readonly SafeFileHandle _handle;

    /// <summary>Opens or makes the file.</summary>
    public FileStaging(string path, long capacityBytes)
    {
        CapacityBytes = capacityBytes;
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        DurableFile.FlushDirectory(path);
    }

    /// <inheritdoc />
    public long CapacityBytes { get; }

    /// <inheritdoc />
    public void Write(long positionBytes, byte[] data, int offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(positionBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(positionBytes + count, CapacityBytes);
        RandomAccess.Write(_handle, data.AsSpan(offset, count), positionBytes);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <inheritdoc />
    public void Read(long positionBytes, byte[] data, int offset, int count)
    {
        Span<byte> wanted = data.AsSpan(offset, count);
        while (wanted.Length > 0)
        {
            int read = RandomAccess.Read(_handle, wanted, positionBytes);
            if (read == 0)
            {
                wanted.Clear();
                return;
            }

            positionBytes += read;
            wanted = wanted[read..];
        }
    }

    /// <inheritdoc />
    public void Erase()
    {
        RandomAccess.SetLength(_handle, 0);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <inheritdoc />
    public void Dispose() => _handle.Dispose();
}

using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace FairOta.Sdk.Serving;

/// <summary>Bytes to serve, wherever they lie. Immutable; safe for concurrent use.</summary>
public interface IContent
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the whole buffer from <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside the content.</exception>
    /// <exception cref="IOException">The bytes cannot be read.</exception>
    void Read(long offset, Span<byte> buffer);
}

/// <summary>Bytes in memory.</summary>
/// <param name="bytes">Kept, not copied: whoever hands them over changes them no more.</param>
internal sealed class MemoryContent(ReadOnlyMemory<byte> bytes) : IContent
{
    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer) =>
        bytes.Span.Slice(checked((int)offset), buffer.Length).CopyTo(buffer);
}

/// <summary>A file, held open: what was checked at the start is what is served, even where the name is given to
/// another.</summary>
internal sealed class FileContent : IContent, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public FileContent(string path)
    {
        // Who deletes the file takes it from nobody who is reading it.
        _file = File.OpenHandle(
            path, share: FileShare.Read | FileShare.Delete, options: FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(_file);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - buffer.Length);
        while (!buffer.IsEmpty)
        {
            int count = RandomAccess.Read(_file, buffer, offset);
            if (count == 0) throw new EndOfStreamException("A served file has become shorter.");
            buffer = buffer[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

/// <summary>What services do with content.</summary>
internal static class ContentExtensions
{
    /// <summary>A new array of the whole content; only for what is small.</summary>
    public static byte[] ToArray(this IContent content)
    {
        byte[] bytes = new byte[checked((int)content.Length)];
        content.Read(0, bytes);
        return bytes;
    }
}

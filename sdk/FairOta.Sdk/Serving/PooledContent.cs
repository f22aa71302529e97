using System;
using System.Buffers;
using System.Threading;

namespace FairOta.Sdk.Serving;

/// <summary>Bytes in a buffer of the pool, which takes it back when they are sent. Where nobody gives it back, it is
/// collected like any other.</summary>
/// <param name="length">How many bytes.</param>
internal sealed class PooledContent(int length) : IContent, IDisposable
{
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(length);

    /// <inheritdoc/>
    public long Length => length;

    /// <summary>All of them: whoever makes the content writes them once, before anybody reads.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was given back.</exception>
    public Span<byte> Bytes
    {
        get
        {
            byte[]? buffer = Volatile.Read(ref _buffer);
            ObjectDisposedException.ThrowIf(buffer is null, this);
            return buffer.AsSpan(0, length);
        }
    }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> buffer) =>
        Bytes.Slice(checked((int)offset), buffer.Length).CopyTo(buffer);

    /// <summary>Gives the buffer back, once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }
}

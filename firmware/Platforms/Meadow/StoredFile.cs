using System;
using System.IO;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Meadow;

/// <summary>A file of a storage as a stream, to be read.</summary>
internal sealed class StoredFile : Stream
{
    private readonly IStorage _storage;
    private readonly string _name;

    public StoredFile(IStorage storage, string name)
    {
        _storage = storage;
        _name = name;
        Length = Math.Max(0, storage.Length(name));
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int taken = (int)Math.Min(count, Math.Max(0, Length - Position));
        if (taken > 0)
            _storage.Read(_name, Position, buffer, offset, taken);
        Position += taken;
        return taken;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => Position,
        _ => Length,
    };

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

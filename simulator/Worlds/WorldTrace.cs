using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Simulator.Worlds;

/// <summary>Everything that happened, a line each, and its digest: two runs of a seed have the same.</summary>
/// <param name="lines">Takes the lines as well; null for the digest alone.</param>
internal sealed class WorldTrace(TextWriter? lines = null) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[1024];

    /// <summary>How many lines.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Add(Happening happening)
    {
        string line = happening.ToString();
        lines?.WriteLine(line);
        int most = Encoding.UTF8.GetMaxByteCount(line.Length) + 1;
        if (_buffer.Length < most) _buffer = new byte[most];
        int count = Encoding.UTF8.GetBytes(line, _buffer);
        _buffer[count++] = (byte)'\n';
        _hash.AppendData(_buffer, 0, count);
        Count++;
    }

    /// <summary>SHA-256 over the lines so far, hex.</summary>
    public string Digest() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}

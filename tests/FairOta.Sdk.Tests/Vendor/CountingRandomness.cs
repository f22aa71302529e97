using System;
using System.Security.Cryptography;

namespace FairOta.Sdk.Tests.Vendor;

/// <summary>Repeatable bytes: the SHA-256 of a counter.</summary>
internal sealed class CountingRandomness(int start = 0) : IRandomness
{
    private int _next = start;

    public void Fill(Span<byte> buffer)
    {
        for (int offset = 0; offset < buffer.Length; offset += 32)
        {
            byte[] block = SHA256.HashData(BitConverter.GetBytes(_next++));
            block.AsSpan(0, Math.Min(32, buffer.Length - offset)).CopyTo(buffer[offset..]);
        }
    }
}

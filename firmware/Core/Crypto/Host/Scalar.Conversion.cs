#if NET
using System;
using System.Buffers.Binary;

namespace FairOta.Core.Crypto;

/// <content>To what hosts write into.</content>
public sealed partial class Scalar
{
    /// <summary>Writes 32 bytes, big-endian.</summary>
    /// <exception cref="ArgumentException">There is no room for them.</exception>
    public void Write(Span<byte> bytes)
    {
        for (int i = 0; i < 8; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 * i)..], Limb(7 - i));
    }
}
#endif

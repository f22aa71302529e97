using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>Keys of sealed segments, one after another in the same array: an inner loop allocates nothing.</summary>
public sealed class SegmentKeys
{
    private const int KeyBytes = 16;

    private readonly ISymmetric _symmetric;
    private readonly byte[] _number = new byte[32];
    private readonly byte[] _key = new byte[KeyBytes];

    /// <summary>Works with the platform's HMAC.</summary>
    public SegmentKeys(ISymmetric symmetric)
    {
        _symmetric = symmetric;
    }

    /// <summary>mac(be256(f(i)), tag("segment"))[0..16]; good until the next call.</summary>
    /// <param name="evaluation">f(i).</param>
    public byte[] Of(Scalar evaluation)
    {
        evaluation.Write(_number, 0);
        Array.Copy(_symmetric.Mac(_number, Tags.Segment), 0, _key, 0, KeyBytes);
        return _key;
    }
}

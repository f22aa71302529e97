using System;
using System.Collections.Concurrent;
using System.Threading;
using FairOta.Core.Crypto;
using FairOta.Sdk;

namespace FairOta.Simulator.Ledger;

/// <summary>What the curve says of the same bytes once more, when a call is simulated, mined, and mined again in
/// another branch. Pure: forgetting changes nothing but the time it takes. Safe for concurrent use.</summary>
internal static class CurveMemo
{
    private static readonly Memo<(Hash32 Digest, Hash32 R, Hash32 Vs), Address?> Signers = new();
    private static readonly Memo<Hash32, Address> Commitments = new();

    /// <summary>Who made an EIP-2098 signature; null where there is none.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">The signature, as it came.</param>
    public static Address? SignerOf(byte[] digest, byte[] signature) => signature.Length != 2 * Hash32.Size
        ? null
        : Signers.Of(
            (Hash32.FromBytes(digest), Hash32.FromBytes(signature.AsSpan(0, Hash32.Size)),
                Hash32.FromBytes(signature.AsSpan(Hash32.Size))),
            key => Ecdsa.RecoverAddress(key.Digest.ToBytes(), [.. key.R.ToBytes(), .. key.Vs.ToBytes()]) is { } signer
                ? Address.FromBytes(signer)
                : null);

    /// <summary>The address of k·G; zero unless 0 &lt; k &lt; q.</summary>
    public static Address CommitmentOf(Hash32 key) => Commitments.Of(key, k =>
    {
        byte[] bytes = k.ToBytes();
        return Ecdsa.IsPrivateKey(bytes) ? Address.FromBytes(Ecdsa.Address(bytes)) : default;
    });

    /// <summary>The newest values of a pure function, in two generations: the older goes when the younger is
    /// full.</summary>
    private sealed class Memo<TKey, TValue>
        where TKey : notnull
    {
        private const int Generation = 1 << 15;
        private volatile ConcurrentDictionary<TKey, TValue> _young = new(), _old = new();
        private int _count;

        public TValue Of(TKey key, Func<TKey, TValue> function)
        {
            if (_young.TryGetValue(key, out TValue? known)) return known;
            TValue value = _old.TryGetValue(key, out known) ? known : function(key);
            if (_young.TryAdd(key, value) && Interlocked.Increment(ref _count) == Generation)
            {
                _old = _young;
                _young = new ConcurrentDictionary<TKey, TValue>();
                Volatile.Write(ref _count, 0);
            }

            return value;
        }
    }
}

using System;

namespace FairOta.Core.Crypto;

/// <summary>The nonces k for one key and digest (RFC 6979, 3.2, with HMAC-SHA256), each 0 &lt; k &lt; q.</summary>
internal sealed class DeterministicNonce
{
    private readonly ISymmetric symmetric;
    private byte[] key = new byte[32];
    private byte[] value = new byte[32];
    private bool isStarted;

    // Steps b to g, for a digest that is as long as q and given modulo q.
    public DeterministicNonce(ISymmetric symmetric, Scalar privateKey, Scalar digest)
    {
        this.symmetric = symmetric;
        for (int i = 0; i < 32; i++) value[i] = 1;
        byte[] seed = new byte[64];
        privateKey.Write(seed, 0);
        digest.Write(seed, 32);
        Update(0, seed);
        Update(1, seed);
    }

    /// <summary>The next one: the first is the nonce, the others are for those that give no signature.</summary>
    public Scalar Next()
    {
        Scalar k = new Scalar();
        do
        {
            if (isStarted) Update(0, new byte[0]);
            isStarted = true;
            value = symmetric.Mac(key, value);
        }
        while (!k.TryRead(value, 0) || k.IsZero);
        return k;
    }

    /// <summary>
    /// 32 bytes that only the key's owner knows, for the nonce that came last: above 0 and below p and q. Their message
    /// is none of those that make nonces.
    /// </summary>
    public byte[] Blind()
    {
        byte[] message = new byte[33];
        Array.Copy(value, message, 32);
        message[32] = 2;
        byte[] blind = symmetric.Mac(key, message);
        Bound(blind);
        return blind;
    }

    /// <summary>Puts a random number of 32 bytes into the range from 1 to 2^255 - 1.</summary>
    public static void Bound(byte[] random)
    {
        random[0] &= 0x7f;
        random[31] |= 1;
    }

    // K = mac(K, V || separator || seed), V = mac(K, V).
    private void Update(byte separator, byte[] seed)
    {
        byte[] message = new byte[33 + seed.Length];
        Array.Copy(value, message, 32);
        message[32] = separator;
        Array.Copy(seed, 0, message, 33, seed.Length);
        key = symmetric.Mac(key, message);
        value = symmetric.Mac(key, value);
    }
}

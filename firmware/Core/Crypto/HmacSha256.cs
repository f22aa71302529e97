namespace FairOta.Core.Crypto;

/// <summary>HMAC-SHA256 (RFC 2104) of a message given in pieces. One object serves one thread at a time.</summary>
public sealed class HmacSha256
{
    private readonly Sha256 hash = new Sha256();
    private readonly byte[] inner = new byte[64];
    private readonly byte[] outer = new byte[64];

    /// <summary>Takes a key of any length; one above 64 bytes is hashed first.</summary>
    public HmacSha256(byte[] key)
    {
        byte[] used = key.Length > 64 ? Sha256.Hash(key) : key;
        for (int i = 0; i < 64; i++)
        {
            byte k = i < used.Length ? used[i] : (byte)0;
            inner[i] = (byte)(k ^ 0x36);
            outer[i] = (byte)(k ^ 0x5c);
        }
        hash.Append(inner, 0, 64);
    }

    /// <summary>Appends c bytes of d from offset o.</summary>
    public void Append(byte[] d, int o, int c) => hash.Append(d, o, c);

    /// <summary>The code of what was appended, 32 bytes; starts an empty message under the same key again.</summary>
    public byte[] Finish()
    {
        byte[] digest = hash.Finish();
        hash.Append(outer, 0, 64);
        hash.Append(digest, 0, 32);
        digest = hash.Finish();
        hash.Append(inner, 0, 64);
        return digest;
    }
}

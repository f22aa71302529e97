namespace System.Security.Cryptography;

/// <summary>How blocks are chained.</summary>
public enum CipherMode
{
    None = 0,
    CBC = 1,
    ECB = 2,
}

/// <summary>AES over whole arrays, without padding.</summary>
public class Aes
{
    public Aes(CipherMode mode) => throw null;
    public byte[] Key { get => throw null; set => throw null; }
    public byte[] IV { get => throw null; set => throw null; }
    public byte[] Encrypt(byte[] data) => throw null;
    public byte[] Decrypt(byte[] data) => throw null;
}

/// <summary>HMAC-SHA256 over whole arrays.</summary>
public class HMACSHA256
{
    public static byte[] HashData(byte[] key, byte[] source) => throw null;
}

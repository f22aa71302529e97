using System;
using FairOta.Core.Crypto;

namespace FairOta.Core;

/// <summary>
/// What a device signs, as EIP-712 typed data, and the digest for repairs. Every digest has 32 bytes.
/// </summary>
public static class Eip712
{
    private const string DomainType =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    private const string ProofType =
        "ProofOfDistribution(bytes32 releaseId,address distributor,address keyCommitment,uint64 validUntil)";

    private const string OpenType =
        "OpenSession(bytes32 releaseId,address distributor,address device,bytes32 nonce,uint64 boundUntil)";

    /// <summary>The domain separator of one escrow on one chain: name "FairOTA", version "1".</summary>
    /// <param name="chainId">EIP-155 chain id.</param>
    /// <param name="escrow">The escrow's address, 20 bytes.</param>
    public static byte[] Domain(long chainId, byte[] escrow)
    {
        byte[] words = new byte[5 * 32];
        Put(words, 0, HashText(DomainType));
        Put(words, 1, HashText("FairOTA"));
        Put(words, 2, HashText("1"));
        Put(words, 3, Bytes.Be64((ulong)chainId));
        Put(words, 4, escrow);
        return Keccak256.Hash(words);
    }

    /// <summary>Digest of a ProofOfDistribution: the receipt that the contract pays for.</summary>
    /// <param name="domain">The domain separator.</param>
    /// <param name="releaseId">32 bytes.</param>
    /// <param name="distributor">Who is paid, 20 bytes.</param>
    /// <param name="keyCommitment">addr(A₀), 20 bytes.</param>
    /// <param name="validUntil">Unix seconds.</param>
    public static byte[] ProofOfDistribution(
        byte[] domain, byte[] releaseId, byte[] distributor, byte[] keyCommitment, long validUntil)
    {
        byte[] words = new byte[5 * 32];
        Put(words, 0, HashText(ProofType));
        Put(words, 1, releaseId);
        Put(words, 2, distributor);
        Put(words, 3, keyCommitment);
        Put(words, 4, Bytes.Be64((ulong)validUntil));
        return Digest(domain, words);
    }

    /// <summary>Digest of an OpenSession: the session's name, and what the device signs to open it.</summary>
    /// <param name="domain">The domain separator.</param>
    /// <param name="releaseId">32 bytes.</param>
    /// <param name="distributor">Whose session it is, 20 bytes.</param>
    /// <param name="device">The device's address, 20 bytes.</param>
    /// <param name="nonce">32 bytes.</param>
    /// <param name="boundUntil">Largest validUntil that binds the device for this release, 0 if none.</param>
    public static byte[] OpenSession(
        byte[] domain, byte[] releaseId, byte[] distributor, byte[] device, byte[] nonce, long boundUntil)
    {
        byte[] words = new byte[6 * 32];
        Put(words, 0, HashText(OpenType));
        Put(words, 1, releaseId);
        Put(words, 2, distributor);
        Put(words, 3, device);
        Put(words, 4, nonce);
        Put(words, 5, Bytes.Be64((ulong)boundUntil));
        return Digest(domain, words);
    }

    /// <summary>
    /// keccak256(tag("repair") ‖ releaseId ‖ distributor ‖ be32(index 1) ‖ …), what a device signs to ask that
    /// distributor, and no other, for repair of those segments, and no others.
    /// </summary>
    /// <param name="releaseId">32 bytes.</param>
    /// <param name="distributor">Who is asked, 20 bytes.</param>
    /// <param name="indices">The segments in the order of the request.</param>
    public static byte[] Repair(byte[] releaseId, byte[] distributor, int[] indices)
    {
        byte[] asked = new byte[indices.Length * 4];
        for (int i = 0; i < indices.Length; i++)
            Array.Copy(Bytes.Be32((uint)indices[i]), 0, asked, i * 4, 4);
        return Keccak256.Hash(Bytes.Concat(Bytes.Concat(Tags.Repair, releaseId, distributor), asked));
    }

    private static byte[] Digest(byte[] domain, byte[] words)
    {
        return Keccak256.Hash(Bytes.Concat(new byte[] { 0x19, 0x01 }, domain, Keccak256.Hash(words)));
    }

    /// <summary>Puts a value right-aligned into a 32-byte word, as the ABI does with numbers and addresses.</summary>
    private static void Put(byte[] words, int word, byte[] value)
    {
        Array.Copy(value, 0, words, (word * 32) + 32 - value.Length, value.Length);
    }

    private static byte[] HashText(string text)
    {
        byte[] ascii = new byte[text.Length];
        for (int i = 0; i < ascii.Length; i++)
            ascii[i] = (byte)text[i];
        return Keccak256.Hash(ascii);
    }
}

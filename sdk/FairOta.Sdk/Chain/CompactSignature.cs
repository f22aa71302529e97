using System;
using System.Numerics;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>Brings a signature made elsewhere, in a hardware module, a key service or another library, into the form
/// that <see cref="IAccount"/> gives.</summary>
/// <remarks>Such signers differ in the length of their numbers, in whether s is low, and in whether and how they tell
/// the parity of R's y. Of the two parities one gives the signer's address, so nobody has to be believed.</remarks>
public static class CompactSignature
{
    private const int NumberBytes = 32;

    /// <summary>Order of secp256k1 (SEC 2, 2.4.1).</summary>
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        System.Globalization.NumberStyles.HexNumber,
        System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Packs r and s.</summary>
    /// <param name="signer">Whose signature it has to be.</param>
    /// <param name="digest">What was signed.</param>
    /// <param name="r">r, big-endian, leading zeros there or not.</param>
    /// <param name="s">s, big-endian, leading zeros there or not; a high one is turned round.</param>
    /// <returns>64 bytes EIP-2098: r ‖ yParity‖s, with low s.</returns>
    /// <exception cref="SigningException">It is no signature of this digest by this signer.</exception>
    public static byte[] Of(Address signer, Hash32 digest, ReadOnlySpan<byte> r, ReadOnlySpan<byte> s)
    {
        BigInteger first = Number(r), second = Number(s);
        if (first < Order && second < Order)
        {
            byte[] packed = new byte[2 * NumberBytes];
            Write(first, packed.AsSpan(0, NumberBytes));
            Write(BigInteger.Min(second, Order - second), packed.AsSpan(NumberBytes));
            for (int parity = 0; parity < 2; parity++)
            {
                packed[NumberBytes] ^= (byte)(parity << 7);
                byte[]? address = Ecdsa.RecoverAddress(digest.ToBytes(), packed);
                if (address is not null && Address.FromBytes(address) == signer) return packed;
            }
        }
        throw new SigningException($"The signer of {signer} gave what is no signature of it.");
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static void Write(BigInteger number, Span<byte> slot)
    {
        byte[] bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(slot[^bytes.Length..]);
    }
}

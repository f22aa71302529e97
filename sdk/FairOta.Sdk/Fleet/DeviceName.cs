using System;
using System.Buffers;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Fleet;

/// <summary>A device as its maker knows it: by its address, or by its public key.</summary>
public static class DeviceName
{
    private const string PublicKeyAlgorithm = "1.2.840.10045.2.1", Secp256k1 = "1.3.132.0.10"; // RFC 5480, SEC 2

    /// <summary>Reads an address (40 hex digits; where upper and lower case are mixed, with the checksum of EIP-55) or
    /// a public key of secp256k1 (66 hex digits compressed, 130 uncompressed, 128 without the leading 04), each with or
    /// without 0x.</summary>
    /// <exception cref="FormatException">It is neither; says what is wrong with it.</exception>
    public static Address Parse(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        byte[] bytes = new byte[digits.Length / 2];
        bool isHex = digits.Length % 2 == 0
            && Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done;
        return !isHex ? throw new FormatException("this is neither an address nor a public key in hex.")
            : bytes.Length == Address.Size ? OfAddress(bytes, digits)
            : OfKey(bytes);
    }

    /// <summary>Whether it looks like one: hex digits of a length that an address or a public key has.</summary>
    public static bool IsLike(string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return digits.Length is 40 or 66 or 128 or 130 && digits.All(char.IsAsciiHexDigit);
    }

    /// <summary>Reads the public keys of a PEM file, SubjectPublicKeyInfo (RFC 5480) each.</summary>
    /// <exception cref="FormatException">One is no public key of secp256k1, or there is none.</exception>
    public static IReadOnlyList<Address> ParsePem(string pem)
    {
        var devices = new List<Address>();
        ReadOnlySpan<char> rest = pem;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label] is not "PUBLIC KEY")
                throw new FormatException($"a PEM block of {rest[fields.Label]} is no public key.");
            devices.Add(OfKey(PointOf(Convert.FromBase64String(rest[fields.Base64Data].ToString()))));
            rest = rest[fields.Location.End..];
        }

        return devices.Count > 0 ? devices : throw new FormatException("there is no whole PEM block.");
    }

    private static Address OfAddress(byte[] bytes, string digits)
    {
        var address = Address.FromBytes(bytes);
        if (address.IsZero) throw new FormatException("the zero address is nobody's.");
        bool isMixed = digits.Any(char.IsAsciiLetterUpper) && digits.Any(char.IsAsciiLetterLower);
        return !isMixed || digits == Checksummed(address)
            ? address
            : throw new FormatException("the address's checksum (EIP-55) is wrong: it was mistyped.");
    }

    /// <summary>EIP-55: a letter is upper case where the hash of the lower-case digits has 8 or more.</summary>
    private static string Checksummed(Address address)
    {
        string lower = address.ToWire();
        string hash = Convert.ToHexStringLower(Keccak256.Hash(Encoding.ASCII.GetBytes(lower)));
        return string.Concat(lower.Zip(hash, (digit, nibble) => nibble >= '8' ? char.ToUpperInvariant(digit) : digit));
    }

    private static Address OfKey(byte[] key)
    {
        var point = new Point();
        bool isPoint = key.Length switch
        {
            33 => point.TryReadCompressed(key, 0),
            65 => key[0] == 4 && point.TryRead(key, 1),
            64 => point.TryRead(key, 0),
            _ => throw new FormatException(
                $"{key.Length} bytes are neither an address (20) nor a public key (33, 64 or 65)."),
        };
        return isPoint
            ? Address.FromBytes(point.ToAddress())
            : throw new FormatException("this is no public key of secp256k1: no such point is on the curve.");
    }

    private static byte[] PointOf(byte[] info)
    {
        try
        {
            var reader = new AsnReader(info, AsnEncodingRules.DER);
            AsnReader outer = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            AsnReader algorithm = outer.ReadSequence();
            bool isOurs = algorithm.ReadObjectIdentifier() == PublicKeyAlgorithm
                && algorithm.HasData && algorithm.ReadObjectIdentifier() == Secp256k1;
            byte[] point = outer.ReadBitString(out _);
            outer.ThrowIfNotEmpty();
            return isOurs ? point : throw new FormatException("the key is of another curve than secp256k1.");
        }
        catch (AsnContentException e)
        {
            throw new FormatException("the PEM block is no SubjectPublicKeyInfo.", e);
        }
    }
}

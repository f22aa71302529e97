using System;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.Simulator.Chain;

/// <summary>Reads a signed transaction of type 2 (EIP-1559) with an empty access list.</summary>
internal static class RawTransaction
{
    private const byte Type = 2;

    /// <summary>What is signed, who signed it, and its hash.</summary>
    /// <exception cref="FormatException">It is none, or its signature is by nobody.</exception>
    public static (Address Sender, Transaction Envelope, Hash32 Hash) Read(byte[] raw)
    {
        if (raw.Length == 0 || raw[0] != Type) throw new FormatException("A transaction of type 2 is expected.");
        var reader = new Reader(raw.AsSpan(1)).List();
        long chainId = (long)reader.Number(), nonce = (long)reader.Number();
        BigInteger tip = reader.Number(), most = reader.Number();
        long gas = (long)reader.Number();
        ReadOnlySpan<byte> to = reader.Bytes();
        Address? receiver = to.Length == 0 ? null : Address.FromBytes(to);
        BigInteger value = reader.Number();
        byte[] data = reader.Bytes().ToArray();
        reader.List();
        bool isOdd = !reader.Number().IsZero;
        byte[] signature = new byte[2 * Hash32.Size];
        ReadOnlySpan<byte> r = reader.Bytes(), s = reader.Bytes();
        r.CopyTo(signature.AsSpan(Hash32.Size - r.Length));
        s.CopyTo(signature.AsSpan((2 * Hash32.Size) - s.Length));
        if (isOdd) signature[Hash32.Size] |= 0x80;
        var envelope = new Transaction(
            chainId, nonce, tip, most, gas, new TransactionRequest(receiver, data, value));
        Address sender = CurveMemo.SignerOf(envelope.Digest().ToBytes(), signature)
            ?? throw new FormatException("The signature is by nobody.");
        return (sender, envelope, Hash32.FromBytes(Keccak256.Hash(raw)));
    }

    /// <summary>Recursive Length Prefix (Yellow Paper, appendix B), of what the SDK's own writer makes.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private const int BytesOffset = 0x80;
        private const int ListOffset = 0xc0;
        private const int ShortMost = 55;
        private ReadOnlySpan<byte> _left = bytes;

        /// <summary>What is in a list.</summary>
        public Reader List() => new(Content(ListOffset));

        /// <summary>A byte string.</summary>
        public ReadOnlySpan<byte> Bytes() =>
            _left.Length > 0 && _left[0] < BytesOffset ? Cut(1) : Content(BytesOffset);

        /// <summary>A number without leading zeros.</summary>
        public BigInteger Number() => new(Bytes(), isUnsigned: true, isBigEndian: true);

        private ReadOnlySpan<byte> Content(int offset)
        {
            int first = Cut(1)[0] - offset;
            if (first is < 0 or >= 64) throw new FormatException("Another kind of item is expected.");
            if (first <= ShortMost) return Cut(first);
            ReadOnlySpan<byte> size = Cut(first - ShortMost);
            BigInteger length = new(size, isUnsigned: true, isBigEndian: true);
            return Cut((int)BigInteger.Min(length, int.MaxValue));
        }

        private ReadOnlySpan<byte> Cut(int length)
        {
            if (length > _left.Length) throw new FormatException("The transaction is truncated.");
            ReadOnlySpan<byte> cut = _left[..length];
            _left = _left[length..];
            return cut;
        }
    }
}

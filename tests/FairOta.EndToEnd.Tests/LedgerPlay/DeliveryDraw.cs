using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>A delivery with the device that signed it, as a rule, and the key that opens it.</summary>
internal sealed record DrawnDelivery(Delivery Delivery, int Device, Hash32 Key);

/// <summary>Where a delivery is presented.</summary>
/// <param name="Release">The release.</param>
/// <param name="Fleet">The fleet of its tranche.</param>
/// <param name="Size">How many devices the tranche claims to have.</param>
/// <param name="Sender">Who presents it.</param>
/// <param name="Now">When, Unix seconds.</param>
/// <param name="Lead">How much longer it must be valid, in seconds.</param>
/// <param name="Deadline">The release's claim deadline.</param>
/// <param name="Taken">The places that are reserved or paid.</param>
internal sealed record Presentation(
    ReleaseId Release, PlayFleet Fleet, uint Size, Address Sender, long Now, long Lead, long Deadline,
    LedgerPlaces Taken);

/// <summary>Draws deliveries, right and wrong in every way there is.</summary>
internal sealed class DeliveryDraw(Chance chance, byte[] domain)
{
    private const long Hour = 3600;
    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private static readonly ConcurrentDictionary<(int Device, Hash32 Digest), byte[]> Signed = new();
    private static readonly ConcurrentDictionary<Hash32, Address> Commitments = new();
    private static readonly ConcurrentDictionary<Address, Hash32> Keys = new();

    private static readonly BigInteger Order = BigInteger.Parse(
        "0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The key of a commitment; a wrong one where the commitment is of none.</summary>
    public static Hash32 KeyOf(Address commitment) => Keys.GetValueOrDefault(commitment, NamedKey("no commitment"));

    /// <summary>A key that is not that one, or not written as it must be.</summary>
    public Hash32 WrongKey(Hash32 key)
    {
        BigInteger number = new(key.ToBytes(), isUnsigned: true, isBigEndian: true);
        BigInteger wrong = chance.Of(
            0, Order, Order + number % (BigInteger.One << 120), Order - number, (number + 1) % Order, 1, Order - 1,
            (BigInteger.One << 256) - 1);
        return Word(wrong);
    }

    /// <param name="at">Where it is presented.</param>
    /// <param name="isFirst">Whether it is the first of its batch.</param>
    public DrawnDelivery Next(Presentation at, bool isFirst)
    {
        (int Index, int Device)[] free = [.. at.Fleet.Known.Where(known => !at.Taken.Contains((uint)known.Index))];
        (int index, int device) = chance.Of(free.Length == 0 || chance.OneIn(4) ? at.Fleet.Known : free);
        Hash32 key = NamedKey($"key {device} {at.Sender} {chance.Below(2)}");
        Delivery right = Sign(
            at, device, new Delivery(
                (uint)index, CommitmentOf(key), ValidUntil(at), [], at.Fleet.Proof(index, device)));
        return new DrawnDelivery(chance.OneIn(9) ? Spoil(at, device, right, isFirst) : right, device, key);
    }

    /// <summary>A delivery again, perhaps at another place of its device: a receipt names neither place nor
    /// tranche.</summary>
    public DrawnDelivery Again(Presentation at, DrawnDelivery drawn)
    {
        (int Index, int Device)[] places = [.. at.Fleet.Known.Where(known => known.Device == drawn.Device)];
        uint index = places.Length > 0 && chance.OneIn(2) ? (uint)chance.Of(places).Index : drawn.Delivery.Index;
        return index >= at.Fleet.Size ? drawn : drawn with
        {
            Delivery = drawn.Delivery with { Index = index, Proof = at.Fleet.Proof((int)index, drawn.Device) },
        };
    }

    /// <summary>Its signature by a device, for whom and what it is presented.</summary>
    private Delivery Sign(Presentation at, int device, Delivery delivery) => delivery with
    {
        Signature = Sign(
            device, domain, at.Release, at.Sender, delivery.KeyCommitment, delivery.ValidUntil),
    };

    private static byte[] Sign(
        int device, byte[] domain, ReleaseId release, Address distributor, Address commitment, long validUntil)
    {
        byte[] digest = Eip712.ProofOfDistribution(
            domain, release.ToBytes(), distributor.ToBytes(), commitment.ToBytes(), validUntil);
        return Signed.GetOrAdd(
            (device, Hash32.FromBytes(digest)), _ => Ecdsa.Sign(Symmetric, Cast.DeviceKey(device), digest));
    }

    private long ValidUntil(Presentation at)
    {
        long first = at.Now + at.Lead, last = Math.Min(at.Now + (24 * Hour), at.Deadline);
        if (chance.OneIn(5))
        {
            return chance.Of(
                first - 1, first, first + 1, last - 1, last, last + 1, at.Now + (24 * Hour) + chance.Below(3) - 1,
                at.Deadline + chance.Below(3) - 1, at.Now, 0, (1L << 40) - 2);
        }

        // A full hour as a rule, so that the same receipt comes again in other sequences and is signed once.
        long hours = (first - Cast.Beginning + Hour - 1) / Hour;
        return Cast.Beginning + ((hours + chance.Below(Math.Max(1, (int)((last - first) / Hour)))) * Hour);
    }

    private Delivery Spoil(Presentation at, int device, Delivery right, bool isFirst) => chance.Weighted(
        (2, () => right with { KeyCommitment = default }),
        (2, () => right with { Index = chance.Of(at.Size, at.Size + 1, uint.MaxValue) }),
        (1, () => right with { Index = (uint)chance.Below((int)Math.Min(at.Size, at.Fleet.Size)) }),
        (2, () => Sign(at, chance.Below(8), right)),
        (1, () => right with { ValidUntil = right.ValidUntil + 1 }),
        (1, () => right with { KeyCommitment = CommitmentOf(NamedKey("another")) }),
        (1, () => Sign(at with { Sender = chance.Of(Cast.Everybody) }, device, right)),
        (1, () => Sign(at with { Release = new ReleaseId(Cast.Manifests[0]) }, device, right)),
        (1, () => right with
        {
            Signature = Sign(
                device, Eip712.Domain(1, Cast.Escrow.ToBytes()), at.Release, at.Sender, right.KeyCommitment,
                right.ValidUntil),
        }),
        (2, () => right with { Signature = SpoilSignature(right.Signature) }),
        (2, () => right with { Proof = SpoilProof(at, right.Proof, isFirst) }));

    /// <summary>Of each half of a signature, each way to be outside what is taken: zero, too large, s in the upper
    /// half, no point at r; or only one bit other.</summary>
    private byte[] SpoilSignature(byte[] signature)
    {
        byte[] r = signature[..32], s = signature[32..];
        return chance.Weighted<byte[]>(
            (1, () => [.. new byte[32], .. s]),
            (1, () => [.. r, .. new byte[32]]),
            (1, () => [.. Word(Order + chance.Below(2) - 1).ToBytes(), .. s]),
            (1, () => [.. r, .. Word((Order / 2) + chance.Below(3)).ToBytes()]),
            (1, () => [.. r, .. Word((BigInteger.One << 255) - 1).ToBytes()]),
            (3, () => [.. Hash32.FromBytes(Keccak256.Hash(r)).ToBytes(), .. s]),
            (1, () => [.. r, (byte)(s[0] ^ 0x80), .. s[1..]]),
            (2, () => OneBitOther(signature)));
    }

    private byte[] OneBitOther(byte[] signature)
    {
        byte[] other = [.. signature];
        int bit = chance.Below(8 * other.Length);
        other[bit / 8] ^= (byte)(1 << (bit % 8));
        return other;
    }

    /// <summary>A path that leads nowhere. One that is wrong in one node alone is drawn for the first of a batch only:
    /// others are sent without the node at which they join an earlier one, and it may be that.</summary>
    private Hash32[] SpoilProof(
        Presentation at, IReadOnlyList<Hash32> proof, bool isFirst) => chance.Weighted<Hash32[]>(
        (isFirst ? 2 : 0, () => OneNodeOther(proof)),
        (1, () => [.. proof.Skip(1)]),
        (1, () => [.. proof.SkipLast(1)]),
        (1, () => [.. proof, NamedKey("node")]),
        (1, () => [.. proof.Reverse()]),
        (isFirst || proof.Count > 1 ? 1 : 0, () => [.. proof.Select(_ => NamedKey("node"))]),
        (1, () => ProofOf(at.Fleet, chance.Of(at.Fleet.Known))),
        (1, () => []));

    private static Hash32[] ProofOf(PlayFleet fleet, (int Index, int Device) place) =>
        [.. fleet.Proof(place.Index, place.Device)];

    private Hash32[] OneNodeOther(IReadOnlyList<Hash32> proof)
    {
        int wrong = chance.Below(Math.Max(1, proof.Count));
        return [.. proof.Select((node, i) => i == wrong ? NamedKey("node") : node)];
    }

    private static Address CommitmentOf(Hash32 key) => Commitments.GetOrAdd(key, k =>
    {
        Address commitment = Address.FromBytes(Ecdsa.Address(k.ToBytes()));
        Keys[commitment] = k;
        return commitment;
    });

    private static Hash32 NamedKey(string name) => Hash32.FromBytes(Simulator.Worlds.Keys.Secret(name));

    private static Hash32 Word(BigInteger value)
    {
        byte[] word = new byte[32];
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word, 32 - bytes.Length);
        return Hash32.FromBytes(word);
    }
}

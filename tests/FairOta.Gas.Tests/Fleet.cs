using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.Gas.Tests;

/// <summary>A fleet of which some devices at random places and their neighbours sign.</summary>
internal sealed class Fleet
{
    /// <summary>The largest.</summary>
    public const int LargestSize = FleetList.MaxDevices;

    /// <summary>When the first of a batch's receipts expires; each further one does a second later.</summary>
    private const long FirstExpiry = GasChain.Beginning + 20 * 3600;

    private readonly Dictionary<int, PrivateKeyAccount> _accounts = [];

    /// <summary>Makes it.</summary>
    /// <param name="size">A power of two, 2 or more.</param>
    /// <param name="signers">How many devices sign, beside their neighbours; half of the fleet at most.</param>
    public Fleet(int size = LargestSize, int signers = 100)
    {
        Places = [.. Draw(size).Take(signers)];
        // One bit away: in the same word of the bitmap.
        Neighbours = [.. Places.Select(place => place ^ 1)];
        foreach (int place in Places.Concat(Neighbours)) _accounts.Add(place, Names.Account($"device {place}"));
        List = new FleetList([.. Enumerable.Range(0, size).Select(AddressOf)]);
        Tree = new FleetTree(List);
    }

    /// <summary>The devices that are measured.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>Devices whose words of the bitmap are theirs.</summary>
    public IReadOnlyList<int> Neighbours { get; }

    public FleetList List { get; }

    public FleetTree Tree { get; }

    public PrivateKeyAccount Account(int place) => _accounts[place];

    /// <summary>The key that opens a device's package.</summary>
    private static Hash32 Key(int place) => Names.Secret($"key {place}");

    /// <summary>A claim of the release's first tranche for devices at some places.</summary>
    public Claim Claim(byte[] domain, ReleaseId release, IReadOnlyList<int> places, Address distributor) => new(
        release, 0,
        [.. places.Select((place, i) => Deliver(place, domain, release, distributor, FirstExpiry + i))],
        [.. places.Select(Key)]);

    /// <summary>The first deliveries of a batch.</summary>
    public static Claim First(Claim batch, int count) =>
        new(batch.Release, batch.Tranche, [.. batch.Deliveries.Take(count)], [.. batch.Keys.Take(count)]);

    /// <summary>A device's signed proof of distribution.</summary>
    private Delivery Deliver(int place, byte[] domain, ReleaseId release, Address distributor, long validUntil)
    {
        byte[] commitment = Ecdsa.Address(Key(place).ToBytes());
        byte[] digest = Eip712.ProofOfDistribution(
            domain, release.ToBytes(), distributor.ToBytes(), commitment, validUntil);
        return new Delivery(
            (uint)place, Address.FromBytes(commitment), validUntil,
            _accounts[place].SignDigest(Hash32.FromBytes(digest)), Tree.Proof(place));
    }

    /// <summary>Places, none twice, nor with its neighbour.</summary>
    private static IEnumerable<int> Draw(int size)
    {
        HashSet<int> pairs = [];
        for (int draw = 0; ; draw++)
        {
            int place = BinaryPrimitives.ReadInt32BigEndian(Names.Secret($"place {draw}").ToBytes()) & (size - 1);
            if (pairs.Add(place / 2)) yield return place;
        }
    }

    /// <summary>A signer's address, else one that nobody needs the key of: a counter through a mixing step (the
    /// finalizer of SplitMix64), so that its bytes are hardly ever zero.</summary>
    private Address AddressOf(int place)
    {
        if (_accounts.TryGetValue(place, out PrivateKeyAccount? account)) return account.Address;
        Span<byte> bytes = stackalloc byte[Address.Size];
        for (int i = 0; i < Address.Size; i += sizeof(uint))
        {
            ulong mixed = ((ulong)place << 3) + (ulong)(i / sizeof(uint)) + 0x9e3779b97f4a7c15;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            BinaryPrimitives.WriteUInt32BigEndian(bytes[i..], (uint)(mixed ^ (mixed >> 31)));
        }
        return Address.FromBytes(bytes);
    }
}

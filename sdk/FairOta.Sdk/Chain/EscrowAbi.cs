using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Sdk.Chain;

/// <summary>The escrow's calls and events as bytes (contracts/src/IFairOtaEscrow.sol).</summary>
internal static class EscrowAbi
{
    private const string AcceptedArray = "(uint256,address)[]";
    private const string DeliveryArray = "(uint256,bytes32,bytes32)[]";
    private const int MemberDevice = Hash32.Size - Address.Size;
    private const int MemberIndex = MemberDevice - sizeof(uint);
    private const string ReservationTuple = "bytes32,uint256,address,uint64," + AcceptedArray;

    /// <summary>Signatures of the functions, as their selectors hash them.</summary>
    internal static class Functions
    {
        public const string CreateRelease = "createRelease(bytes32,address,uint96,uint64,string,bytes32,uint32)";
        public const string AddTranche = "addTranche(bytes32,bytes32,uint32)";
        public const string Reserve = $"reserve(bytes32,uint256,{DeliveryArray},bytes32[])";
        public const string Reveal = $"reveal({ReservationTuple},uint256[])";
        public const string Expire = $"expire({ReservationTuple})";
        public const string Claim = $"claim(bytes32,uint256,{DeliveryArray},bytes32[],uint256[])";
        public const string Reclaim = "reclaim(bytes32)";
        public const string Announce = "announce(string)";
        public const string Release = "release(bytes32)";
        public const string Tranche = "tranche(bytes32,uint256)";
        public const string IsTaken = "isTaken(bytes32,uint256,uint256)";
        public const string IsReserved = $"isReserved({ReservationTuple})";
    }

    /// <summary>Signatures of the events, as their topics hash them.</summary>
    internal static class Events
    {
        public const string ReleaseCreated = "ReleaseCreated(bytes32,address,bytes32,address,uint96,uint64,string)";
        public const string TrancheAdded = "TrancheAdded(bytes32,uint256,bytes32,uint32)";
        public const string Reserved = $"Reserved({ReservationTuple})";
        public const string PassedOver = "PassedOver(bytes32,uint256,uint256,uint8)";
        public const string Delivered = "Delivered(bytes32,address,address,uint256)";
        public const string Expired = $"Expired({ReservationTuple})";
        public const string Reclaimed = "Reclaimed(bytes32,uint256)";
        public const string DistributorAnnounced = "DistributorAnnounced(address,string)";
    }

    /// <summary>Topic 0 of <see cref="Delivered"/>.</summary>
    public static Hash32 DeliveredTopic { get; } = AbiSignature.Topic(Events.Delivered);

    /// <summary>Topic 0 of <see cref="DistributorAnnounced"/>.</summary>
    public static Hash32 AnnouncedTopic { get; } = AbiSignature.Topic(Events.DistributorAnnounced);

    private delegate EscrowEvent Reader(EventPosition at, AbiReader topics, AbiReader data);

    private static readonly Dictionary<Hash32, (int Indexed, Reader Read)> Readers = new()
    {
        [AbiSignature.Topic(Events.ReleaseCreated)] = (2, (at, topics, data) => new ReleaseCreated(
            at, Release(topics), topics.Address(), data.Bytes32(), data.Address(), data.UInt256(),
            data.Time(), data.Text())),
        [AbiSignature.Topic(Events.TrancheAdded)] = (1, (at, topics, data) => new TrancheAdded(
            at, Release(topics), data.UInt32(), data.Bytes32(), data.UInt32())),
        [AbiSignature.Topic(Events.Reserved)] = (2, (at, topics, data) => new Reserved(
            at, Reservation(topics, data))),
        [AbiSignature.Topic(Events.PassedOver)] = (1, (at, topics, data) => new PassedOver(
            at, Release(topics), data.UInt32(), data.UInt32(), Reason(data))),
        [DeliveredTopic] = (3, (at, topics, data) => new Delivered(
            at, Release(topics), topics.Address(), topics.Address(), data.Bytes32())),
        [AbiSignature.Topic(Events.Expired)] = (2, (at, topics, data) => new Expired(
            at, Reservation(topics, data))),
        [AbiSignature.Topic(Events.Reclaimed)] = (1, (at, topics, data) => new Reclaimed(
            at, Release(topics), data.UInt256())),
        [AnnouncedTopic] = (1, (at, topics, data) => new DistributorAnnounced(
            at, topics.Address(), data.Text())),
    };

    /// <summary>Topic 0 of every event that concerns a release.</summary>
    public static IReadOnlyList<Hash32> ReleaseTopics { get; } =
        [.. Readers.Keys.Where(topic => topic != AnnouncedTopic)];

    /// <summary>The call's data.</summary>
    /// <exception cref="ArgumentException">A member does not fit its ABI type.</exception>
    public static byte[] Encode(EscrowCall call)
    {
        var arguments = new AbiWriter();
        return call switch
        {
            CreateRelease c => arguments
                .Bytes32(c.ManifestHash).Address(c.Token).UInt(c.Reward).UInt(c.ClaimDeadline).Text(c.Url)
                .Bytes32(c.FleetRoot).UInt(c.FleetSize).Call(Functions.CreateRelease),
            AddTranche c => arguments
                .Bytes32(c.ManifestHash).Bytes32(c.FleetRoot).UInt(c.FleetSize).Call(Functions.AddTranche),
            Reserve c => arguments
                .Bytes32(c.Release.Value).UInt(c.Tranche)
                .Batch(DeliveryBatch.Pack(c.Deliveries, withCommitments: true)).Call(Functions.Reserve),
            Reveal c => arguments
                .Reservation(c.Reservation).Array(c.Keys, (w, key) => w.Bytes32(key)).Call(Functions.Reveal),
            Expire c => arguments
                .Reservation(c.Reservation).Call(Functions.Expire),
            Claim c => arguments
                .Bytes32(c.Release.Value).UInt(c.Tranche)
                .Batch(DeliveryBatch.Pack(c.Deliveries, withCommitments: false))
                .Array(c.Keys, (w, key) => w.Bytes32(key)).Call(Functions.Claim),
            Reclaim c => arguments.Bytes32(c.ManifestHash).Call(Functions.Reclaim),
            Announce c => arguments.Text(c.Url).Call(Functions.Announce),
            _ => throw new ArgumentOutOfRangeException(nameof(call)),
        };
    }

    /// <summary>A log's event; null if it is none of the escrow's.</summary>
    /// <exception cref="AbiException">It is one, but malformed.</exception>
    public static EscrowEvent? Decode(LogEntry log)
    {
        if (log.Topics.Count == 0 || !Readers.TryGetValue(log.Topics[0], out var reader)) return null;
        if (log.Topics.Count != 1 + reader.Indexed) throw new AbiException("An event has too few topics or too many.");
        byte[] topics = [.. log.Topics.Skip(1).SelectMany(topic => topic.ToBytes())];
        return reader.Read(log.At, new AbiReader(topics), new AbiReader(log.Data));
    }

    /// <summary>Arguments behind the selector of a function.</summary>
    public static byte[] Call(this AbiWriter arguments, string function)
    {
        Span<byte> selector = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(selector, AbiSignature.Selector(function));
        return arguments.ToArray(selector);
    }

    /// <summary>The arguments that name a reservation.</summary>
    public static AbiWriter Reservation(this AbiWriter arguments, Reservation r) => arguments
        .Bytes32(r.Release.Value).UInt(r.Tranche).Address(r.Distributor).UInt(r.Expiry)
        .Array(r.Deliveries, (w, d) => w.Bytes32(Member(d)).Address(d.KeyCommitment));

    private static AbiWriter Batch(this AbiWriter arguments, DeliveryBatch batch) => arguments
        .Array(batch.Deliveries, (w, d) => w.Bytes32(d.Terms).Bytes32(d.R).Bytes32(d.Vs))
        .Array(batch.Nodes, (w, node) => w.Bytes32(node));

    /// <summary>index · 2¹⁶⁰ + device.</summary>
    private static Hash32 Member(Accepted delivery)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(word[MemberIndex..], delivery.Index);
        delivery.Device.CopyTo(word[MemberDevice..]);
        return Hash32.FromBytes(word);
    }

    private static Accepted Accepted(Hash32 member, Address keyCommitment)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        member.CopyTo(word);
        if (word[..MemberIndex].ContainsAnyExcept((byte)0))
            throw new AbiException("A member's index exceeds 32 bits.");
        return new Accepted(
            BinaryPrimitives.ReadUInt32BigEndian(word[MemberIndex..]), Address.FromBytes(word[MemberDevice..]),
            keyCommitment);
    }

    private static ReleaseId Release(AbiReader topics) => new(topics.Bytes32());

    private static PassedOverReason Reason(AbiReader data) => (PassedOverReason)data.UInt32() switch
    {
        PassedOverReason.Taken => PassedOverReason.Taken,
        PassedOverReason.ValidUntil => PassedOverReason.ValidUntil,
        _ => throw new AbiException("A delivery was passed over for no known reason."),
    };

    private static Reservation Reservation(AbiReader topics, AbiReader data)
    {
        var reservation = new Reservation(
            Release(topics), data.UInt32(), topics.Address(), data.Time(),
            data.Array(d => Accepted(d.Bytes32(), d.Address())));
        return reservation.Deliveries.Count > 0
            ? reservation : throw new AbiException("A reservation lists no delivery.");
    }
}

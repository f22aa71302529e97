using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Interop;

/// <summary>A call, and the function and values that ethers is to encode.</summary>
internal sealed record CallCase(EscrowCall Call, string Name, JsonArray Values);

/// <summary>An event, and the values that ethers is to encode.</summary>
internal sealed record LogCase(EscrowEvent Event, string Name, JsonArray Values);

/// <summary>Calls and events of the escrow with random values.</summary>
internal static class EscrowCases
{
    private const string Url = "https://vendor.example/ä";

    public static IEnumerable<CallCase> Calls(Random draw)
    {
        (Hash32 manifest, Hash32 root, Address token) = (Hash(draw), Hash(draw), Account(draw));
        (BigInteger reward, uint number, long time) = (Number(draw, 12), (uint)draw.Next(), draw.NextInt64(1L << 37));
        yield return new CallCase(
            new CreateRelease(manifest, reward, time, Url, root, number) { Token = token },
            "createRelease", [$"{manifest}", $"{token}", $"{reward}", time, Url, $"{root}", number]);
        yield return new CallCase(
            new AddTranche(manifest, root, number, reward) { Token = token },
            "addTranche", [$"{manifest}", $"{root}", number]);

        ReleaseId release = new(Hash(draw));
        Delivery one = Deliver(draw);
        Hash32 key = Hash(draw);
        yield return new CallCase(
            new Reserve(release, number, [one]),
            "reserve", [$"{release.Value}", number, new JsonArray(Words(one, one.KeyCommitment)), Nodes(one)]);
        yield return new CallCase(
            new Claim(release, number, [one], [key]),
            "claim",
            [$"{release.Value}", number, new JsonArray(Words(one, default)), Nodes(one), new JsonArray($"{key}")]);

        Reservation reservation = Reserve(draw);
        yield return new CallCase(
            new Reveal(reservation, [key, root]),
            "reveal", [.. Values(reservation), new JsonArray($"{key}", $"{root}")]);
        yield return new CallCase(new Expire(reservation), "expire", [.. Values(reservation)]);
        yield return new CallCase(new Reclaim(manifest), "reclaim", [$"{manifest}"]);
        yield return new CallCase(new Announce(Url), "announce", [Url]);
    }

    public static IEnumerable<LogCase> Logs(Random draw)
    {
        ReleaseId release = new(Hash(draw));
        (Address vendor, Address token, Hash32 hash) = (Account(draw), Account(draw), Hash(draw));
        (BigInteger amount, uint number, long time) = (Number(draw, 12), (uint)draw.Next(), draw.NextInt64(1L << 37));
        yield return new LogCase(
            new ReleaseCreated(default, release, vendor, hash, token, amount, time, Url),
            "ReleaseCreated", [$"{release.Value}", $"{vendor}", $"{hash}", $"{token}", $"{amount}", time, Url]);
        yield return new LogCase(
            new TrancheAdded(default, release, number, hash, 7),
            "TrancheAdded", [$"{release.Value}", number, $"{hash}", 7]);
        Reservation reservation = Reserve(draw);
        yield return new LogCase(new Reserved(default, reservation), "Reserved", [.. Values(reservation)]);
        yield return new LogCase(new Expired(default, reservation), "Expired", [.. Values(reservation)]);
        yield return new LogCase(
            new PassedOver(default, release, 3, number, PassedOverReason.ValidUntil),
            "PassedOver", [$"{release.Value}", 3, number, 1]);
        yield return new LogCase(
            new Delivered(default, release, vendor, token, hash),
            "Delivered", [$"{release.Value}", $"{vendor}", $"{token}", $"{hash}"]);
        yield return new LogCase(
            new Reclaimed(default, release, amount), "Reclaimed", [$"{release.Value}", $"{amount}"]);
        yield return new LogCase(
            new DistributorAnnounced(default, vendor, Url), "DistributorAnnounced", [$"{vendor}", Url]);
    }

    /// <summary>All that an event holds, its lists as well, to be compared.</summary>
    public static string Say(EscrowEvent e)
    {
        Reservation? reservation = (e as Reserved)?.Reservation ?? (e as Expired)?.Reservation;
        return reservation is null ? $"{e}"
            : $"{e.GetType().Name} {reservation.Release} {reservation.Tranche} {reservation.Distributor} "
                + $"{reservation.Expiry} {string.Join(' ', reservation.Deliveries)}";
    }

    private static JsonArray Words(Delivery d, Address keyCommitment)
    {
        BigInteger terms = ((BigInteger)d.Index << 224) + ((BigInteger)d.ValidUntil << 184)
            + ((BigInteger)d.Proof.Count << 176) + Number(keyCommitment);
        return [$"{terms}", Cases.Hex(d.Signature[..32]), Cases.Hex(d.Signature[32..])];
    }

    private static JsonArray Nodes(Delivery d) => [.. d.Proof.Select(node => (JsonNode)$"{node}")];

    private static JsonNode[] Values(Reservation r) =>
    [
        $"{r.Release.Value}", r.Tranche, $"{r.Distributor}", r.Expiry,
        new JsonArray([.. r.Deliveries.Select(d => (JsonNode)new JsonArray(
            $"{((BigInteger)d.Index << 160) + Number(d.Device)}", $"{d.KeyCommitment}"))]),
    ];

    private static Delivery Deliver(Random draw) => new(
        (uint)draw.NextInt64(1L << 32), Account(draw), draw.NextInt64(1L << 40), Cases.Bytes(draw, 64),
        [.. Enumerable.Range(0, draw.Next(30)).Select(_ => Hash(draw))]);

    private static Reservation Reserve(Random draw) => new(
        new ReleaseId(Hash(draw)), (uint)draw.Next(), Account(draw), draw.NextInt64(1L << 37),
        [.. Enumerable.Range(0, draw.Next(1, 5)).Select(_ =>
            new Accepted((uint)draw.NextInt64(1L << 32), Account(draw), Account(draw)))]);

    private static Hash32 Hash(Random draw) => Hash32.FromBytes(Cases.Bytes(draw, Hash32.Size));

    private static Address Account(Random draw) => Address.FromBytes(Cases.Bytes(draw, Address.Size));

    private static BigInteger Number(Random draw, int bytes) => new(Cases.Bytes(draw, bytes), isUnsigned: true);

    private static BigInteger Number(Address account) => new(account.ToBytes(), isUnsigned: true, isBigEndian: true);
}

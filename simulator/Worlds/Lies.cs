using System;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>The ways in which a distributor answers falsely. Each device meets one of them at a distributor, another at
/// the next.</summary>
internal static class Lies
{
    private const int Day = 24 * 3600;

    private static readonly byte[] Order =
        Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private static readonly Action<RogueDistributor, SimRandom>[] Known =
    [
        // Of its samples and commitments.
        (rogue, random) => rogue.SpoilEvaluation = (t, evaluation) =>
            evaluation[31] ^= (byte)(t == random.Next(32) ? 1 : 0),
        (rogue, _) => rogue.SpoilEvaluation = (t, evaluation) => evaluation[31] ^= 1,
        (rogue, _) => rogue.SpoilEvaluation = (t, evaluation) => Order.CopyTo(evaluation, 0),
        (rogue, _) => rogue.SpoilCommitments = commitments => commitments[^1] ^= 1,
        (rogue, _) => rogue.SpoilCommitments = commitments => Array.Clear(commitments, 64, 64),
        (rogue, _) => rogue.SpoilCommitments = commitments =>
            commitments.AsSpan(64, 64).ToArray().CopyTo(commitments, 0),

        // Of times.
        (rogue, _) => rogue.ValidUntil = now => now + 3 * Day,
        (rogue, _) => rogue.ValidUntil = now => now - Day,
        (rogue, _) => rogue.ValidUntil = _ => long.MaxValue,
        (rogue, random) =>
        {
            long skew = random.Between(-30 * Day, 30 * Day);
            rogue.Adversary = (_, honest) => honest with { DateSkewSeconds = skew };
        },

        // Of what it has, and what it was given.
        (rogue, _) => rogue.InsteadOfAnswer = Reply.Refused(412),
        (rogue, _) => rogue.InsteadOfAnswer = Reply.Refused(409),
        (rogue, _) => rogue.InsteadOfAnswer = Reply.Ok([0x82, 0x00, 0x80]),
        (rogue, _) => rogue.InsteadOfAnswer = Reply.Silence,
        (rogue, random) => Spoil(rogue, random, "segments", (honest, at) => honest with { Body = honest.Body[..at] }),
        (rogue, random) => Spoil(rogue, random, "segments", (honest, at) => honest with { AnnouncedBytes = at }),
        (rogue, random) => Spoil(rogue, random, "segments", (honest, at) => Flip(honest, at)),
        (rogue, random) => Spoil(rogue, random, "sessions", (honest, at) => Flip(honest, at)),

        // Of keys and repair: it signs nothing away, and gives a false key for the receipt.
        (rogue, _) => rogue.KeyGiven = key => [.. key[..^1], (byte)(key[^1] ^ 1)],
        (rogue, _) => rogue.KeyGiven = _ => Order,
    ];

    /// <summary>Lets a distributor lie to everybody.</summary>
    public static void Tell(SimRogue rogue)
    {
        RogueDistributor cheat = rogue.Cheat;
        byte[] salt = new byte[1];
        rogue.Random.Fill(salt);
        rogue.Prepare = (device, request) =>
        {
            Reset(cheat);
            if (device is { } known)
                Known[(salt[0] + known.ToBytes()[^1]) % Known.Length](cheat, rogue.Random);
            else if (request is { Parts: [.., "package"], Authorization: not null })
                cheat.Adversary = (_, _) => Reply.Ok(Drawn(rogue.Random, rogue.PackageBytes));
            else if (rogue.Random.Chance(0.5))
                cheat.Adversary = (_, honest) => Public(rogue.Random, request, honest);
        };
    }

    private static void Reset(RogueDistributor cheat)
    {
        cheat.SpoilEvaluation = null;
        cheat.SpoilCommitments = null;
        cheat.ValidUntil = now => now + Limits.OfferedValiditySeconds;
        cheat.InsteadOfAnswer = null;
        cheat.KeyGiven = _ => null;
        cheat.Adversary = null;
    }

    /// <summary>False manifests, leaves, keys, repairs, lists.</summary>
    private static Reply Public(SimRandom random, ServiceRequest request, Reply honest) => random.Next(5) switch
    {
        0 when honest.Body.Length > 0 => Flip(honest, random.Next(honest.Body.Length)),
        1 => Reply.Refused(404),
        2 when honest.Body.Length > 0 => honest with { Body = honest.Body[..random.Next(honest.Body.Length)] },
        3 => honest with { Body = [.. honest.Body, 0] },
        _ => request.Parts is [.., "key"] ? Reply.Ok(new KeyAnswer { Key = Order }.Encode()) : Reply.Refused(500),
    };

    private static void Spoil(RogueDistributor rogue, SimRandom random, string end, Func<Reply, int, Reply> spoil)
    {
        int at = random.Next(1 << 20);
        rogue.Adversary = (request, honest) => request.Parts is [.., var last] && last == end && honest.Body.Length > 0
            ? spoil(honest, at % honest.Body.Length) : honest;
    }

    private static byte[] Drawn(SimRandom random, int count)
    {
        byte[] bytes = new byte[count];
        random.Fill(bytes);
        return bytes;
    }

    private static Reply Flip(Reply honest, int at)
    {
        byte[] body = [.. honest.Body];
        body[at] ^= 1;
        return honest with { Body = body };
    }
}

using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Whatever comes over the link, no step throws, and once the servers are honest the device updates.</summary>
[TestClass]
public class HostileAnswerTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    [TestMethod]
    public void Step_AnswersMutatedAtRandom_NeverThrows()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            Random random = new(seed);
            World world = World.Honest(Release);
            FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
            FakeServer[] servers = [.. world.Distributors, world.Origin, node];
            long end = world.Now + 6 * 3600;
            foreach (FakeServer server in servers)
                Corrupt(server, random, () => world.Now < end);
            TestDevice device = new(world);
            device.Board.NodeUrl = node.Url;

            Assert.IsTrue(device.RunUntil(_ => device.Runs(Release), days: 10), "Seed " + seed);
        }
    }

    [TestMethod]
    [DataRow(long.MaxValue)]
    [DataRow(long.MaxValue - 1)]
    [DataRow(long.MaxValue - Limits.MaxSignedValiditySeconds)]
    [DataRow(0L)]
    public void Challenge_ValidUntilAtTheEndOfTime_IsNotSigned(long validUntil)
    {
        World world = World.Honest(Release);
        foreach (FakeDistributor distributor in world.Distributors)
            distributor.ChangeAnswer = (_, answer) => answer.ValidUntil = validUntil;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsEmpty(world.Receipts);
    }

    [TestMethod]
    [DataRow(0L)]
    [DataRow(long.MaxValue)]
    public void Open_EndsAtTheEndsOfTime_ChangesNothing(long endsAt)
    {
        World world = World.Honest(Release);
        foreach (FakeDistributor distributor in world.Distributors)
        {
            bool inside = false;
            distributor.Override = r =>
            {
                if (inside || !r.Url.EndsWith("/v1/sessions", StringComparison.Ordinal))
                    return null;
                inside = true;
                OpenAnswer answer = OpenAnswer.Parse(distributor.Handle(r).Body);
                inside = false;
                answer.EndsAt = endsAt;
                return FakeAnswer.Ok(answer.Encode());
            };
        }

        TestDevice device = new(world);
        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.HasCount(1, world.Receipts);
    }

    [TestMethod]
    public void Manifest_TimesAtTheEndOfTime_AreWithstood()
    {
        // Issued then, no clock and no Date can be believed before it: nothing is signed, the origins remain.
        TestRelease release = new("2.0.0.0", m => (m.IssuedAt, m.NotAfter) = (long.MaxValue, long.MaxValue));
        World world = World.Honest(release);
        FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
        TestDevice device = new(world);
        device.Board.NodeUrl = node.Url;

        Assert.IsTrue(device.RunUntil(_ => device.Runs(release), days: 10));
        Assert.IsEmpty(world.Receipts);
    }

    [TestMethod]
    [DataRow(long.MaxValue)]
    [DataRow(-1L)]
    public void Dates_AtTheEndOfTime_AreWithstood(long date)
    {
        World world = World.Honest(Release, distributors: 3);
        world.Clock.IsKnown = false;
        foreach (FakeServer server in world.Distributors.Cast<FakeServer>().Append(world.Origin))
        {
            server.Override = r => r.Url.EndsWith("/v1/distributors", StringComparison.Ordinal)
                ? new FakeAnswer { Status = 200, Date = date, Body = world.DistributorList() }
                : null;
        }

        TestDevice device = new(world);

        Assert.IsTrue(device.RunUntil(_ => device.Runs(Release), days: 10));
        Assert.IsEmpty(world.Receipts);
    }

    private static void Corrupt(FakeServer server, Random random, Func<bool> isHostile)
    {
        bool inside = false;
        server.Override = r =>
        {
            if (inside || !isHostile() || random.Next(3) != 0)
                return null;
            inside = true;
            FakeAnswer honest = server.Handle(r);
            inside = false;
            int[] statuses = [0, 200, 202, 206, 403, 404, 410, 412, 429, 503];
            return new FakeAnswer
            {
                Status = random.Next(3) == 0 ? statuses[random.Next(statuses.Length)] : honest.Status,
                Body = Mutate(honest.Body, random),
                Date = random.Next(4) == 0 ? random.NextInt64() : null,
                RetryAfterSeconds = random.Next(4) == 0 ? int.MaxValue : 0,
                HasLength = random.Next(2) == 0,
                BreaksAfter = random.Next(4) == 0 ? random.Next(200) : -1,
            };
        };
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        byte[] mutated = (byte[])body.Clone();
        int changes = random.Next(4);
        for (int i = 0; i < changes && mutated.Length > 0; i++)
        {
            // The heads of CBOR are where the parsers decide, and most of them stand in front.
            int place = random.Next(2) == 0 ? random.Next(Math.Min(12, mutated.Length)) : random.Next(mutated.Length);
            mutated[place] = (byte)random.Next(256);
        }

        return random.Next(4) switch
        {
            0 => mutated[..random.Next(mutated.Length + 1)],
            1 => [.. mutated, .. new byte[random.Next(40)]],
            _ => mutated,
        };
    }
}

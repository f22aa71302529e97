using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Exchange;

/// <summary>Where the key comes from, and what time it is.</summary>
[TestClass]
public class KeyTests
{
    private static readonly TestRelease Release = new("2.0.0.0");

    [TestMethod]
    public void Key_AnsweredToTheReceipt_Installs()
    {
        World world = World.Honest(Release);
        foreach (FakeDistributor distributor in world.Distributors)
            distributor.AnswersWithKey = true;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.DoesNotContain("/key", string.Join(' ', world.Log));
    }

    [TestMethod]
    public void Key_OnlyFromAnotherDistributor_Installs()
    {
        World world = World.Honest(Release);
        foreach (FakeDistributor distributor in world.Distributors)
            distributor.Override = r => r.Url.EndsWith("/key", System.StringComparison.Ordinal)
                && r.Url.Contains("/sessions/", System.StringComparison.Ordinal) ? FakeAnswer.Of(202) : null;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.HasCount(1, world.Receipts);
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(410)]
    [DataRow(202)]
    public void Key_DistributorLostTheReceiptItAcknowledged_IsHandedItAgain(int keyStatus)
    {
        World world = World.Honest(Release, distributors: 1);
        FakeDistributor distributor = world.Distributors.Single();
        int receipts = 0;
        distributor.Override = r =>
        {
            if (r.Url.EndsWith("/receipt", System.StringComparison.Ordinal) && receipts++ == 0)
                return FakeAnswer.Of(202);
            bool asksKey = r.Url.EndsWith("/key", System.StringComparison.Ordinal);
            return asksKey && world.Receipts.Count == 0 ? FakeAnswer.Of(keyStatus) : null;
        };
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.HasCount(1, world.Receipts);
        Assert.AreEqual(0, world.Origin.PackageBytes);
    }

    [TestMethod]
    public void Key_NotOutForHours_IsPolledForAndTheReceiptIsRarelySent()
    {
        World world = World.Honest(Release, distributors: 1);
        world.Distributors.Single().RevealSeconds = 10 * 3600;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        int receipts = world.Log.Count(l => l.EndsWith("/receipt", System.StringComparison.Ordinal));
        int polls = world.Log.Count(l =>
            l.EndsWith("/key", System.StringComparison.Ordinal)
            && l.Contains("/sessions/", System.StringComparison.Ordinal));
        Assert.IsGreaterThan(1, receipts);
        Assert.IsGreaterThan((receipts - 1) * AgentLimits.PollsPerReceipt - 1, polls);
    }

    [TestMethod]
    public void Key_OnlyFromANode_Installs()
    {
        World world = World.Honest(Release);
        FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
        foreach (FakeDistributor distributor in world.Distributors)
        {
            distributor.Override = r =>
                r.Url.EndsWith("/key", System.StringComparison.Ordinal) ? FakeAnswer.Of(404) : null;
        }

        TestDevice device = new(world);
        device.Board.NodeUrl = node.Url;

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));

        // The first block after issued-at: 100,000 seconds of 12-second blocks, and one more.
        Assert.AreEqual("0x" + (100_000 / 12 + 1).ToString("x"), node.LastFromBlock);
    }

    [TestMethod]
    public void Choice_NodeShowsARevealer_PrefersIt()
    {
        TestDevice first = new(World.Honest(Release));
        first.RunUntilIdle();
        World world = World.Honest(Release);
        FakeDistributor other = world.Distributors.Single(d => d.Url != first.Chosen[0]);
        FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
        node.Override = r =>
        {
            string body = System.Text.Encoding.ASCII.GetString(r.Body);
            bool asksOther = body.Contains("null,\"0x000000000000000000000000" + Bytes.ToHex(other.Address));
            return asksOther
                ? FakeAnswer.Ok(System.Text.Encoding.ASCII.GetBytes("{\"result\":[{\"data\":\"0x01\"}]}"))
                : null;
        };
        TestDevice device = new(world);
        device.Board.NodeUrl = node.Url;

        device.RunUntilIdle();

        Assert.AreEqual(other.Url, device.Chosen[0]);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Choice_NodeShowsMoreRevealsThanAreRead_PrefersThatRevealer(bool announced)
    {
        TestDevice first = new(World.Honest(Release));
        first.RunUntilIdle();
        World world = World.Honest(Release);
        FakeDistributor other = world.Distributors.Single(d => d.Url != first.Chosen[0]);
        FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
        string log = "{\"topics\":[],\"data\":\"0x01\"},";
        byte[] body = System.Text.Encoding.ASCII.GetBytes(
            "{\"result\":[" + string.Concat(Enumerable.Repeat(log, AgentLimits.NodeAnswerBytes / log.Length + 1)));
        node.Override = r =>
            System.Text.Encoding.ASCII.GetString(r.Body).Contains(
                "null,\"0x000000000000000000000000" + Bytes.ToHex(other.Address), System.StringComparison.Ordinal)
                ? new FakeAnswer { Status = 200, Body = body, HasLength = announced }
                : null;
        TestDevice device = new(world);
        device.Board.NodeUrl = node.Url;

        device.RunUntilIdle();

        Assert.AreEqual(other.Url, device.Chosen[0]);
    }

    [TestMethod]
    public void Node_Nonsense_DoesNotStopTheUpdate()
    {
        World world = World.Honest(Release);
        FakeNode node = world.Add(new FakeNode(world, "http://node.example"));
        byte[] nonsense = System.Text.Encoding.ASCII.GetBytes("\"timestamp\":\"zz\",{{{\"result\":\"0x\"");
        node.Override = _ => FakeAnswer.Ok(nonsense);
        TestDevice device = new(world);
        device.Board.NodeUrl = node.Url;

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
    }

    [TestMethod]
    public void Time_NoClockButThreeHosts_Installs()
    {
        World world = World.Honest(Release, distributors: 3);
        world.Clock.IsKnown = false;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
    }

    [TestMethod]
    public void Time_NoClockAndThePaidHostLies_SignsUnderTheOthersTime()
    {
        World world = World.Honest(Release, distributors: 3);
        world.Clock.IsKnown = false;
        TestDevice probe = new(World.Honest(Release, distributors: 3));
        probe.RunUntilIdle();
        FakeDistributor paid = world.Distributors.Single(d => d.Url == probe.Chosen[0]);
        paid.ValiditySeconds = 10L * 365 * 24 * 3600;
        paid.Override = r => r.Url.EndsWith("/distributors", System.StringComparison.Ordinal)
            ? new FakeAnswer { Status = 200, Date = world.Now + 10L * 365 * 24 * 3600, Body = world.DistributorList() }
            : null;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsTrue(world.Receipts.All(r => r.ValidUntil <= r.At + Limits.MaxSignedValiditySeconds));
        Assert.IsTrue(world.Receipts.All(r => !Bytes.Equal(r.Distributor, paid.Address)));
    }

    [TestMethod]
    public void Time_NoClockAndTheKeyIsWithheld_IsReleasedByTheOthersTime()
    {
        World world = World.Honest(Release, distributors: 4);
        world.Clock.IsKnown = false;
        TestDevice probe = new(World.Honest(Release, distributors: 4));
        probe.RunUntilIdle();
        world.Distributors.Single(d => d.Url == probe.Chosen[0]).RevealSeconds = -1;
        TestDevice device = new(world);
        Assert.IsTrue(device.RunUntil(_ => world.Receipts.Count > 0));
        device.Restart();

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.AreEqual(2, world.Receipts.Select(r => Bytes.ToHex(r.Session)).Distinct().Count());
    }

    [TestMethod]
    public void Discovery_NobodyAnswers_KeepsAsking()
    {
        World world = World.Honest(Release);
        long back = world.Now + 7200;
        world.Origin.Override = _ => world.Now < back ? FakeAnswer.Silent : null;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
    }

    [TestMethod]
    public void Time_NoClockAndTooFewHosts_SignsNothingAndTakesTheOrigins()
    {
        World world = World.Honest(Release);
        world.Clock.IsKnown = false;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsEmpty(world.Receipts);
        Assert.AreNotEqual(0, world.Origin.PackageBytes);
        Assert.IsFalse(
            world.Distributors.Any(d => d.Sessions.Any(s => s.ChallengeBody != null)),
            "A device that cannot sign used up a distributor's credit.");
    }

    [TestMethod]
    public void Time_NoClockAndHostsComeLater_WaitsInItsSessionAndSigns()
    {
        World world = World.Honest(Release, distributors: 4);
        world.Clock.IsKnown = false;
        TestDevice device = new(world);
        Assert.IsTrue(device.RunUntil(_ => device.Chosen.Count > 0));
        FakeDistributor[] others = [.. world.Distributors.Where(d => d.Url != device.Chosen[0])];
        long back = world.Now + 3600;
        world.Origin.Override = _ => FakeAnswer.Silent;
        foreach (FakeDistributor other in others) other.Override = _ => world.Now < back ? FakeAnswer.Silent : null;

        Assert.IsTrue(device.RunUntil(_ => world.Receipts.Count > 0));

        Assert.HasCount(1, device.Chosen);
        Assert.IsGreaterThanOrEqualTo(back, world.Receipts.Single().At);
    }

    [TestMethod]
    public void Origin_NoDistributorAtAll_IsTakenAsTheLastResort()
    {
        World world = World.Honest(Release, distributors: 0);
        TestDevice device = new(world);
        long begun = world.Now;

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
        Assert.IsEmpty(world.Receipts);
        Assert.IsGreaterThanOrEqualTo(device.Board.Limits.OriginDelayMs / 1000, world.Now - begun);
    }

    [TestMethod]
    public void Origin_WithoutRange_IsReadFromItsBeginning()
    {
        World world = World.Honest(Release, distributors: 0);
        world.Origin.Override = r => r.Url.Contains("/package", System.StringComparison.Ordinal)
            ? new FakeAnswer { Status = 200, Body = Release.Package.Content, HasLength = false }
            : null;
        TestDevice device = new(world);

        device.RunUntilIdle();

        Assert.IsTrue(device.Runs(Release));
    }
}

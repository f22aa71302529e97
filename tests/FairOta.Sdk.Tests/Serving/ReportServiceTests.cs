using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

/// <summary>Reports at a distributor, which takes and gives them as an origin does.</summary>
[TestClass]
public sealed class ReportServiceTests : IDisposable
{
    private readonly World _world = new();

    private string Path => PathOf(_world.Release);

    [TestMethod]
    [DataRow(Outcome.Installed)]
    [DataRow(Outcome.Failed)]
    [DataRow(Outcome.Refused)]
    public void Post_ByADeviceOfTheFleet_IsTakenAndGivenToEverybody(int outcome)
    {
        OutcomeReport report = Report(0, outcome);
        World.AssertStatus(202, Post(report));
        OutcomeReportList list = Get();
        CollectionAssert.AreEqual(report.Encode(), list.Reports.Single().Encode());
        Assert.IsEmpty(Get(list.Next).Reports);
    }

    [TestMethod]
    public void Post_Again_IsTakenAsBeforeAndKeptOnce()
    {
        for (int i = 0; i < 3; i++) World.AssertStatus(202, Post(Report(0, Outcome.Installed)));
        Assert.HasCount(1, Get().Reports);
    }

    [TestMethod]
    public void Post_KnownDeviceAndOutcomeWithAForgedSignature_403AndNothingChanges()
    {
        World.AssertStatus(202, Post(Report(0, Outcome.Installed)));
        OutcomeReport forged = Report(0, Outcome.Installed);
        forged.Signature[5] ^= 1;
        World.AssertStatus(403, Post(forged));
        CollectionAssert.AreEqual(Report(0, Outcome.Installed).Encode(), Get().Reports.Single().Encode());
    }

    [TestMethod]
    public void Post_EveryOutcomeOfADevice_IsKept()
    {
        for (int outcome = 1; outcome <= 3; outcome++) World.AssertStatus(202, Post(Report(0, outcome)));
        CollectionAssert.AreEqual(
            new[] { 1, 2, 3 }, Get().Reports.Select(report => report.Outcome).ToArray());
    }

    [TestMethod]
    public void Post_SignedForAnotherOutcome_403()
    {
        OutcomeReport report = Report(0, Outcome.Failed);
        report.Outcome = Outcome.Installed;
        RefusedWithNothingTaken(403, report);
    }

    [TestMethod]
    public void Post_SignedForAnotherRelease_403()
    {
        ReleaseId other = _world.AddRelease(2, World.Vendor);
        RefusedWithNothingTaken(403, Report(0, Outcome.Installed, other));
        World.AssertStatus(202, _world.Post(PathOf(other), Report(0, Outcome.Installed, other).Encode()));
        Assert.IsEmpty(Get().Reports);
    }

    [TestMethod]
    public void Post_SignedByAnotherDevice_403()
    {
        OutcomeReport report = Report(0, Outcome.Installed);
        report.Device = _world.Devices[1].Address.ToBytes();
        RefusedWithNothingTaken(403, report);
    }

    [TestMethod]
    public void Post_ZeroSignature_403()
    {
        OutcomeReport report = Report(0, Outcome.Installed);
        report.Signature = new byte[64];
        RefusedWithNothingTaken(403, report);
    }

    [TestMethod]
    public void Post_ByADeviceOfNoFleet_403() => RefusedWithNothingTaken(
        403, Report(new TestDevice(_world, World.KeyOf("stranger")), Outcome.Installed, _world.Release));

    [TestMethod]
    public void Post_ReleaseNotHeld_404()
    {
        ReleaseId unknown = new(Hash32.FromBytes(World.KeyOf("unknown")));
        World.AssertStatus(404, _world.Post(PathOf(unknown), Report(0, Outcome.Installed, unknown).Encode()));
        World.AssertStatus(404, _world.Get(PathOf(unknown)));
    }

    [TestMethod]
    public void Post_UntilSevenDaysPastTheDeadline_IsTaken()
    {
        _world.Now = World.Deadline + 7 * World.Day;
        World.AssertStatus(202, Post(Report(0, Outcome.Installed)));
        _world.Now++;
        World.AssertStatus(410, Post(Report(1, Outcome.Installed)));
        World.AssertStatus(410, Post(Report(0, Outcome.Installed)));
        Assert.HasCount(1, Get().Reports);
    }

    [TestMethod]
    public void DropPast_ReleaseIsOver_ItsReportsAreDroppedAndNoOthers()
    {
        World.AssertStatus(202, Post(Report(0, Outcome.Installed)));
        _world.Now = World.Deadline + 7 * World.Day;
        _world.Service.DropPast(_world.Now);
        Assert.HasCount(1, Get().Reports);
        _world.Now++;
        _world.Service.DropPast(_world.Now);
        World.AssertStatus(404, _world.Get(Path));
        _world.Holdings.Put(_world.Holding);
        Assert.IsEmpty(Get().Reports);
    }

    [TestMethod]
    public void Post_ChainNotKnown_503()
    {
        _world.TakeBack((int)_world.Chain.Head!.Number);
        World.AssertStatus(503, Post(Report(0, Outcome.Installed)));
    }

    [TestMethod]
    public void Post_Malformed_400()
    {
        byte[] body = Report(0, Outcome.Installed).Encode();
        World.AssertStatus(400, _world.Post(Path, body[..^1]));
        World.AssertStatus(400, _world.Post(Path, [.. body, 0]));
        World.AssertStatus(400, _world.Post(Path, []));
        World.AssertStatus(400, Post(Report(0, 4)));
        World.AssertStatus(400, Post(Report(0, 0)));
        World.AssertStatus(400, _world.Post("/v1/releases/12/reports", body));
        World.AssertStatus(413, _world.Post(Path, new byte[Limits.MaxRequestBytes + 1]));
        ServiceRequest untyped = new("POST", Path) { Body = body };
        World.AssertStatus(400, _world.Service.Handle(untyped, _world.Now));
        World.AssertStatus(405, _world.Service.Handle(new ServiceRequest("PUT", Path), _world.Now));
        Assert.IsEmpty(Get().Reports);
    }

    [TestMethod]
    [DataRow("-1")]
    [DataRow("")]
    [DataRow("a")]
    [DataRow("1,2")]
    public void Get_CursorThatIsNoNumber_400(string after) =>
        World.AssertStatus(400, _world.Get(Path, ("after", after)));

    [TestMethod]
    public void Get_CursorBeyondTheEnd_SaysThatSomeWereLost()
    {
        World.AssertStatus(202, Post(Report(0, Outcome.Installed)));
        long end = Get().Next;
        Assert.AreEqual(end, Get(end + 1).Next);
        Assert.AreEqual(end, Get(long.MaxValue).Next);
        World.AssertStatus(200, _world.Get(Path, ("after", new string('9', 40))));
    }

    [TestMethod]
    public void Get_MoreThanAPage_GivesThemInPagesOf256()
    {
        using World world = new(devices: 300);
        for (int i = 0; i < 300; i++)
        {
            byte[] body = Report(world.Devices[i], Outcome.Installed, world.Release).Encode();
            World.AssertStatus(202, world.Post(PathOf(world.Release), body));
        }

        OutcomeReportList first = OutcomeReportList.Parse(world.Get(PathOf(world.Release)).Body());
        Assert.HasCount(256, first.Reports);
        OutcomeReportList second = OutcomeReportList.Parse(world.Get(
            PathOf(world.Release), ("after", first.Next.ToString(CultureInfo.InvariantCulture))).Body());
        Assert.HasCount(44, second.Reports);
        Assert.HasCount(300, first.Reports.Concat(second.Reports).Select(r => Bytes.ToHex(r.Device)).ToHashSet());
    }

    [TestMethod]
    public void Post_KnownReport_CostsNoLookAtItsSignature()
    {
        // A store that claims to know a signature that is none: only where it is not looked at does it pass.
        using ReportService service = new(new Known(new byte[64]));
        OutcomeReport report = Report(0, Outcome.Installed);
        report.Signature = new byte[64];
        ServiceRequest request = new("POST", Path) { Body = report.Encode(), ContentType = Answer.Cbor };
        ReportTerms terms = new(World.Deadline, _ => true);
        Assert.AreEqual(202, service.Answer(request, _ => terms, _world.Now)!.Status);
        report.Signature = [.. Enumerable.Repeat((byte)1, 64)];
        Assert.AreEqual(403, service.Answer(request with { Body = report.Encode() }, _ => terms, _world.Now)!.Status);
    }

    public void Dispose() => _world.Dispose();

    private static string PathOf(ReleaseId release) => $"/v1/releases/{release.ToWire()}/reports";

    private void RefusedWithNothingTaken(int status, OutcomeReport report)
    {
        World.AssertStatus(status, Post(report));
        Assert.IsEmpty(Get().Reports);
    }

    private OutcomeReport Report(int device, int outcome, ReleaseId? release = null) =>
        Report(_world.Devices[device], outcome, release ?? _world.Release);

    private static OutcomeReport Report(TestDevice device, int outcome, ReleaseId release) => new()
    {
        Device = device.Address.ToBytes(),
        Outcome = outcome,
        Signature = Ecdsa.Sign(World.Host, device.Key, OutcomeReport.Digest(release.ToBytes(), outcome)),
    };

    private Answer Post(OutcomeReport report) => _world.Post(Path, report.Encode());

    private OutcomeReportList Get(long after = 0)
    {
        Answer answer = _world.Get(Path, ("after", after.ToString(CultureInfo.InvariantCulture)));
        World.AssertStatus(200, answer);
        return OutcomeReportList.Parse(answer.Body());
    }

    /// <summary>Knows every report by one signature, and takes none.</summary>
    private sealed class Known(byte[] signature) : IReportStore
    {
        public IReadOnlyList<ReleaseId> Releases => [];

        public byte[]? Find(ReleaseId release, Address device, int outcome) => signature;

        public bool TryAdd(ReleaseId release, OutcomeReport report, long now) =>
            throw new InvalidOperationException("It is known.");

        public (long Next, IReadOnlyList<OutcomeReport> Reports) Read(ReleaseId release, long after, int most) =>
            (0, []);

        public void Forget(ReleaseId release) => throw new InvalidOperationException("It is known.");

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}

using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Checks;

/// <summary>Each invariant about devices and sessions fires where a part is broken that it watches.</summary>
[TestClass]
public sealed class DeviceCanaryTests
{
    [TestMethod]
    public void GarbledRate_SamplesAreForeseen_Fires() =>
        CheckedWorld.AssertFires<GarbledRate>(RunRigged(), "garbled sessions got a receipt");

    [TestMethod]
    public void PaidOpens_PaidForGarbage_Fires() => CheckedWorld.AssertFires<PaidOpens>(RunRigged(), "bad segments of");

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void GarbledRate_SamplesAreNotSpread_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { Devices = 48, WakeMinutes = newer ? 1200 : 10 },
            change: setting => setting with
            {
                Devices = model => model with { Symmetric = new RiggedSampling() },
            });
        CheckedWorld.AssertFires<GarbledRate>(invariants, "are spread unevenly");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ImageAfterKey_DeviceHasTheImageBeforehand_Fires(bool newer)
    {
        FleetWorld? known = null;
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { MostHours = 8 },
            change: setting => setting with
            {
                Devices = model => model with
                {
                    Rewire = (_, ports) =>
                        ports.Staging = new KnowingStaging(ports.Staging, ports.Slot, () => known!.Releases.Last()),
                },
            },
            prepare: world => known = world);
        CheckedWorld.AssertFires<ImageAfterKey>(invariants, "before any key was out");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ImageAfterKey_DistributorSendsThePackage_Fires(bool newer)
    {
        // Nobody makes a device ask a distributor for the whole: the request is made for it.
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer),
            change: setting => setting with
            {
                MakeHost = (world, _, number, name) => new SimDistributor(number, world, name, new())
                {
                    Adversary = (_, request, honest) => request.Parts is [.., "package"]
                        ? Reply.Ok(world.Releases.Last().Package.Content.ToArray()) : honest,
                },
            },
            prepare: world => world.World.Plan(
                FleetWorld.BeginMs + 2 * CheckedWorld.MinuteMs, world.Distributors[0], at => world.Distributors[0].Take(
                    at,
                    new Way(
                        world.Devices[0],
                        new ServiceRequest("GET", $"/v1/releases/{world.Releases.Last().Id.ToWire()}/package"), 40,
                        true, 1),
                    (_, _) => { })));
        CheckedWorld.AssertFires<ImageAfterKey>(invariants, "sent a package");
    }

    [TestMethod]
    public void NoOldImage_BootloaderKeepsABadImage_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Small with { IsBadImage = true, MostHours = 4 },
            change: setting => setting with
            {
                Devices = model => model with { Rewire = (_, ports) => ports.Trial = new StubbornTrial(ports.Trial) },
            });
        CheckedWorld.AssertFires<NoOldImage>(invariants, "does not work");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void NoOldImage_DeviceForgetsItsVersion_Fires(bool newer)
    {
        // After seven hours, when all have the image and sleep until they look for a newer one.
        FleetWorld? known = null;
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { Devices = 3, HealMinutes = 32 * 60 },
            change: setting => setting with
            {
                Devices = model => model with
                {
                    Rewire = (_, ports) => ports.State = new ForgetfulStore(
                        () => known!.World.NowMs > FleetWorld.BeginMs + 420 * CheckedWorld.MinuteMs),
                },
            },
            prepare: world => known = world);
        CheckedWorld.AssertFires<NoOldImage>(invariants, "went back");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SignsOnce_DeviceForgetsWhatBindsIt_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with
            {
                Distributors = [new Crew(Behaviour.Lazy, 3)],
                Mix = new DeviceMix { RebootsPerHour = 4 },
                HealMinutes = 8 * 60,
                MostHours = 8,
            },
            change: setting => setting with
            {
                Devices = model => model with { Rewire = (_, ports) => ports.State = new ForgetfulStore(() => true) },
            });
        CheckedWorld.AssertFires<SignsOnce>(invariants, "still binds it");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void OneChallenge_DistributorAnswersASecondOne_Fires(bool newer)
    {
        HashSet<string> asked = [];
        FleetWorld? known = null;
        Meddler meddler = new(happening =>
        {
            if (happening is not Exchanged { Endpoint: "challenge", Status: 200, Request: { } request } e) return;
            if (!asked.Add(request.Path)) return;
            ChallengeRequest other = ChallengeRequest.Parse(request.Body);
            other.Indices = [.. Enumerable.Range(1, other.Indices.Length)];
            SimHost host = known!.Distributors.First(each => each.Number == e.Actor);
            SimDevice device = known.Devices.First(each => each.Number == e.Caller);
            known.World.Plan(e.AtMs + 1000, host, at => host.Take(
                at, new Way(device, request with { Body = other.Encode() }, 40, true, 1), (_, _) => { }));
        });
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { Devices = 3, MostHours = 8 },
            change: setting => setting with
            {
                MakeHost = (world, _, number, name) => new CarelessDistributor(world, number, name),
            },
            prepare: world => known = world,
            invariants: [.. Invariants.All(), meddler]);
        CheckedWorld.AssertFires<OneChallenge>(invariants, "answered 2 challenges of session");
    }

    [TestMethod]
    public void GarbledRate_OfAWorldWithoutGarbling_LooksAtTheSpreadAlone()
    {
        GarbledRate rate = CheckedWorld.Run(CheckedWorld.Small).OfType<GarbledRate>().Single();
        Assert.AreEqual(1, rate.Result.Checks);
        Assert.AreEqual(
            "0 garbled sessions challenged, 0 receipts for these, 320 samples drawn, 51 pools of segments compared",
            rate.Result.Sight);
    }

    [TestMethod]
    public void Liveness_NobodyGivesAKey_FiresWithTheReason()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Small with
        {
            Devices = 2,
            Distributors = [new Crew(Behaviour.Withholding, 1)],
            MostHours = 3,
        });
        CheckedWorld.AssertFires<Liveness>(invariants, "did not finish: Key since");
    }

    [TestMethod]
    public void Liveness_NobodyServesTheNewerRelease_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Newer with
        {
            Devices = 2,
            Distributors = [new Crew(Behaviour.Withholding, 1)],
            VendorGoneMinutes = 1,
            MostHours = 8,
        });
        CheckedWorld.AssertFires<Liveness>(invariants, "did not finish");
    }

    [TestMethod]
    public void Liveness_NoHolderOfASharedKeyFinishes_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Small with
        {
            Devices = 4,
            Mix = new DeviceMix { Clones = 1 },
            Distributors = [new Crew(Behaviour.Withholding, 1)],
            MostHours = 3,
        });
        CheckedWorld.AssertFires<Liveness>(invariants, "None of the devices 100, ");
    }

    /// <summary>Devices that always sample the first λ segments, and somebody who garbles all others.</summary>
    private static IReadOnlyList<Invariant> RunRigged() => CheckedWorld.Run(
        CheckedWorld.Small with
        {
            Distributors = [new Crew(Behaviour.Garbling, 1)],
            MostHours = 3,
        },
        change: setting => setting with
        {
            Devices = model => model with { Symmetric = new RiggedSampling() },
        },
        prepare: world =>
        {
            // What it gets a receipt for, it claims.
            SimRogue rogue = world.Distributors.OfType<SimRogue>().Single();
            int samples = world.Release.Manifest.Samples, count = world.Release.Manifest.SegmentCount;
            rogue.Cheat.Garbled = _ => Enumerable.Range(samples + 1, count - samples).ToHashSet();
        });
}

using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Scenarios;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Checks;

/// <summary>Each invariant about money and keys fires where a part is broken that it watches.</summary>
[TestClass]
public sealed class MoneyCanaryTests
{
    private static readonly DistributorPolicy Careful = new() { BatchAgeSeconds = 120, ReleaseCredit = 256 };

    [TestMethod]
    public void MoneyConserved_ChainMintsAWei_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Small, prepare: world => At(
            world, 5, () => LedgerOf(world).Credit(Keys.Account("nobody").Address, 1)));
        CheckedWorld.AssertFires<MoneyConserved>(invariants, "There are");
    }

    [TestMethod]
    public void MoneyConserved_EscrowHoldsAWeiTooMuch_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Small, prepare: world => At(
            world, 5, () => LedgerOf(world).Credit(world.Chain.Escrow, 1)));
        CheckedWorld.AssertFires<MoneyConserved>(invariants, "The escrow holds");
    }

    [TestMethod]
    public void MoneyConserved_AccountLosesAWei_Fires()
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Small, prepare: world => At(
            world, 5, () => LedgerOf(world).Credit(world.Distributors.OfType<SimDistributor>().First().Address, -1)));
        CheckedWorld.AssertFires<MoneyConserved>(invariants, "and should hold");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MoneyConserved_AccountsDropFees_Fires(bool reorganises)
    {
        MoneyConserved money = new(new ChainLog(), new WireLog(), new Restores());
        ChainMix mix = new() { BlocksPerReorganisation = reorganises ? 10 : null };
        CheckedWorld.Run(CheckedWorld.Small with { Chain = mix }, invariants: [new Without<OutboxSettled>(money)]);
        CheckedWorld.AssertFires<MoneyConserved>([money], "wei of fees");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MoneyConserved_BooksCountADeliveryTwice_Fires(bool newer)
    {
        int minute = newer ? 359 : 59;
        Scenario scenario = CheckedWorld.Of(newer) with { HealMinutes = minute + 1 };
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(scenario, prepare: world => At(world, minute, () =>
        {
            MemoryBooks books = world.Distributors.OfType<SimDistributor>()
                .First(each => each.Books.Earned().Count > 0).Books;
            Earning earned = books.Earned()[0];
            books.TryWrite([], Durability.Process, [earned with { Deliveries = earned.Deliveries + 1 }]);
        }));
        CheckedWorld.AssertFires<MoneyConserved>(invariants, "in its books");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void PaidOpens_PaidWithoutAnOffer_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants =
            CheckedWorld.Run(CheckedWorld.Of(newer), prepare: world => Steal(world, 2));
        CheckedWorld.AssertFires<PaidOpens>(invariants, "never offered");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void PaidOnce_ChainForgetsWhomItPaid_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Of(newer), prepare: world =>
        {
            Steal(world, 2);
            At(world, 3, () => LedgerOf(world).Release(world.Releases.Last().Id)!.Tranches[0].Taken.Remove(0));
            Steal(world, 4);
        });
        CheckedWorld.AssertFires<PaidOnce>(invariants, "was paid for 2 times");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void KeyEntitled_DistributorGivesKeysAtTheReceipt_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Of(newer), change: setting => setting with
        {
            MakeHost = (world, _, number, name) =>
                new FalsePromise(world, number, name, Careful with { KeyAtReceipt = true }, Careful),
        });
        CheckedWorld.AssertFires<KeyEntitled>(invariants, "without a settled reservation");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void KeyEntitled_DistributorRevealsBeforeItsFinality_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(CheckedWorld.Of(newer), change: setting => setting with
        {
            MakeHost = (world, _, number, name) =>
                new FalsePromise(world, number, name, Careful with { Confirmations = 0 }, Careful),
        });
        CheckedWorld.AssertFires<KeyEntitled>(invariants, "before its reservation was settled");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void KeysNotLost_DistributorGivesKeysAndNeverReserves_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { MostHours = 8 },
            change: setting => setting with
            {
                MakeHost = (world, _, number, name) =>
                    new FalsePromise(world, number, name, Careful with { KeyAtReceipt = true }, Careful)
                    {
                        Claims = false,
                    },
            });
        CheckedWorld.AssertFires<KeysNotLost>(invariants, "was not paid for");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SamplesOnCredit_DistributorGivesMoreThanItPromises_Fires(bool newer)
    {
        IReadOnlyList<Invariant> invariants = CheckedWorld.Run(
            CheckedWorld.Of(newer) with { MostHours = 8, Mix = new DeviceMix { FreeRiders = 1 } },
            change: setting => setting with
            {
                MakeHost = (world, _, number, name) =>
                    new FalsePromise(world, number, name, Careful, Careful with { ReleaseCredit = 2 }),
            });
        CheckedWorld.AssertFires<SamplesOnCredit>(invariants, "on a credit of 2");
    }

    /// <summary>Device 0 signs for somebody who never served it, and that one claims, or just reserves.</summary>
    private static void Steal(FleetWorld world, int minute, bool reveals = true) => At(world, minute, () =>
    {
        WorldRelease release = world.Releases.Last();
        PrivateKeyAccount thief = Keys.Account($"thief {minute}");
        IEscrow escrow = world.Chain.As(thief);
        byte[] key = Keys.Secret($"key {minute}");
        key[0] &= 0x7F; // below the group's order
        SimDevice device = world.Devices.First(each => each.Traits.Address == release.Fleet.Devices[0]);
        var commitment = Address.FromBytes(Ecdsa.Address(key));
        long validUntil = world.World.Now + Limits.OfferedValiditySeconds;
        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(world.Chain.ChainId, world.Chain.Escrow.ToBytes()), release.Id.ToBytes(),
            thief.Address.ToBytes(), commitment.ToBytes(), validUntil);
        byte[] signature = Ecdsa.Sign(new HostSymmetric(), device.Traits.Secret, digest);
        Delivery delivery = new(0, commitment, validUntil, signature, release.Proof(0));
        EscrowCall call = reveals
            ? new Sdk.Chain.Claim(release.Id, 0, [delivery], [Hash32.FromBytes(key)])
            : new Reserve(release.Id, 0, [delivery]);
        escrow.SubmitAsync(call).GetAwaiter().GetResult();
    });

    private static void At(FleetWorld world, int minute, System.Action what) =>
        world.World.Plan(FleetWorld.BeginMs + minute * CheckedWorld.MinuteMs, null, _ => what());

    private static SimChain LedgerOf(FleetWorld world) => ((WorldChain)world.Chain).Chain;
}

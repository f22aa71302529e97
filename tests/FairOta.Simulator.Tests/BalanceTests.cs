using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Books;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>The balance of a run: right books pass, and every way in which a wei can go astray is noticed.</summary>
[TestClass]
public class BalanceTests
{
    private const int FleetSize = 5;
    private static readonly BigInteger Reward = 1000;
    private static readonly Address VendorAccount = AddressOf(1);
    private static readonly Address First = AddressOf(2);
    private static readonly Address Second = AddressOf(3);

    [TestMethod]
    public void Draw_BooksThatAddUp_FindsNoMistake()
    {
        Balance balance = Draw(new Facts());
        Assert.AreEqual("", string.Join("\n", balance.Mistakes));
        Assert.AreEqual(5000, balance.Locked);
        Assert.AreEqual(3000, balance.Paid);
        Assert.AreEqual(2000, balance.Left);
    }

    [TestMethod]
    public void Draw_VendorSentAWeiTooFew_IsAMistake() =>
        AssertMistake(new Facts { VendorSent = 4999 }, "The vendor sent the escrow");

    [TestMethod]
    public void Draw_VendorLostAWei_IsAMistake() =>
        AssertMistake(new Facts { VendorEnd = 1_000_000 - 5000 - 70 - 1 }, "The vendor's balance");

    [TestMethod]
    public void Draw_EscrowSaysAWeiMoreIsLeft_IsAMistake() =>
        AssertMistake(new Facts { ReleaseBalance = 2001 }, "The escrow keeps");

    [TestMethod]
    public void Draw_EscrowHoldsAWeiLess_IsAMistake() =>
        AssertMistake(new Facts { EscrowEnd = 500 + 1999 }, "The escrow's balance");

    [TestMethod]
    public void Draw_DistributorGotAWeiMore_IsAMistake() =>
        AssertMistake(new Facts { FirstEnd = 100_000 + 2000 - 30 + 1 }, $"Distributor {First}");

    [TestMethod]
    public void Draw_DistributorGotAnothersReward_IsAMistake()
    {
        Balance balance = Draw(new Facts { FirstEnd = 100_000 + 3000 - 30, SecondEnd = 200_000 - 20 });
        Assert.AreEqual(2, balance.Mistakes.Length);
    }

    [TestMethod]
    public void Draw_ReleaseInAToken_IsNoMatterOfEther()
    {
        ReleaseView release = Release();
        release = release with { Created = release.Created with { Token = AddressOf(9) } };
        AccountBook vendor = new(VendorAccount, 0, 0, 0, 0, 0, 0, 0);
        Assert.ThrowsExactly<ArgumentException>(() => Balance.Draw(release, vendor, [], 0, 0, 0));
    }

    private static void AssertMistake(Facts facts, string beginning)
    {
        Balance balance = Draw(facts);
        Assert.IsTrue(
            balance.Mistakes.Any(mistake => mistake.StartsWith(beginning, StringComparison.Ordinal)),
            string.Join("\n", balance.Mistakes));
    }

    private static Balance Draw(Facts facts)
    {
        AccountBook vendor =
            new(VendorAccount, 1_000_000, facts.VendorEnd, facts.VendorSent, 70, 7, 1, BigInteger.Zero);
        AccountBook first = new(First, 100_000, facts.FirstEnd, BigInteger.Zero, 30, 3, 2, BigInteger.Zero);
        AccountBook second = new(Second, 200_000, facts.SecondEnd, BigInteger.Zero, 20, 2, 2, BigInteger.Zero);
        return Balance.Draw(Release(), vendor, [first, second], 500, facts.EscrowEnd, facts.ReleaseBalance);
    }

    /// <summary>Five rewards locked; the first distributor was paid for two devices, the second for one.</summary>
    private static ReleaseView Release()
    {
        ReleaseId id = ReleaseId.Of(VendorAccount, HashOf(9));
        List<EscrowEvent> events =
        [
            new ReleaseCreated(At(0), id, VendorAccount, HashOf(9), default, Reward, 2_000_000_000,
                "http://vendor.example"),
            new TrancheAdded(At(1), id, 0, HashOf(8), FleetSize),
            new Delivered(At(2), id, AddressOf(11), First, HashOf(1)),
            new Delivered(At(3), id, AddressOf(12), First, HashOf(2)),
            new Delivered(At(4), id, AddressOf(13), Second, HashOf(3)),
        ];
        return EscrowView.Empty.Apply(events).Find(id)!;
    }

    private static EventPosition At(int index) => new(1, HashOf(7), index, HashOf(6));

    private static Address AddressOf(byte last) => Address.FromBytes([.. new byte[19], last]);

    private static Hash32 HashOf(byte last) => Hash32.FromBytes([.. new byte[31], last]);

    private sealed record Facts
    {
        public BigInteger VendorSent { get; init; } = 5000;
        public BigInteger VendorEnd { get; init; } = 1_000_000 - 5000 - 70;
        public BigInteger FirstEnd { get; init; } = 100_000 + 2000 - 30;
        public BigInteger SecondEnd { get; init; } = 200_000 + 1000 - 20;
        public BigInteger EscrowEnd { get; init; } = 500 + 2000;
        public BigInteger ReleaseBalance { get; init; } = 2000;
    }
}

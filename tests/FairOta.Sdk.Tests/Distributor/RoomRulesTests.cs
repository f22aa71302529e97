using System.Linq;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class RoomRulesTests
{
    private static readonly ReleaseFilter Policy = new()
    {
        MaxTotalBytes = 100,
        MaxTotalDevices = 100,
        MaxReleases = 4,
    };

    [TestMethod]
    public void MakeRoom_Enough_NothingGivesWay() => Leave([], Of("new", 40, earns: 1), Of("a", 60, earns: 0));

    [TestMethod]
    public void MakeRoom_LargerThanAllRoom_NullAndNothingGivesWay() =>
        LeaveNone(Of("new", 101, earns: 1000), Of("a", 10, isOver: true));

    [TestMethod]
    public void MakeRoom_OfThoseThatAreOver_TheLargestGivesWayFirst() => Leave(
        ["large"],
        Of("new", 50, earns: 1),
        Of("small", 10, isOver: true),
        Of("large", 50, isOver: true),
        Of("poor", 40, earns: 0));

    [TestMethod]
    public void MakeRoom_WhatEarnsLeast_GivesWayFirst() => Leave(
        ["poorer", "poor"],
        Of("new", 70, earns: 21),
        Of("poor", 30, earns: 10),
        Of("poorer", 30, earns: 1),
        Of("rich", 30, earns: 11));

    [TestMethod]
    [DataRow(10, true)]
    [DataRow(11, false)]
    public void MakeRoom_WhatEarnsHalfAsMuchOrMore_Stays(int earns, bool isLeaving)
    {
        if (isLeaving) Leave(["a"], Of("new", 60, earns: 21), Of("a", 60, earns: earns));
        else LeaveNone(Of("new", 60, earns: 21), Of("a", 60, earns: earns));
    }

    [TestMethod]
    public void MakeRoom_WhatPaysInAnotherToken_IsNotCompared() =>
        LeaveNone(Of("new", 60, earns: 1000), Of("a", 60, earns: 1) with { Token = World.AddressOf("coin") });

    [TestMethod]
    public void MakeRoom_WhatIsBound_StaysEvenWhereItIsOver() =>
        LeaveNone(Of("new", 60, earns: 1000), Of("a", 60, isOver: true) with { IsBound = true });

    [TestMethod]
    public void MakeRoom_DevicesAndNumberOfReleases_CountAsBytesDo()
    {
        Leave(
            ["a"],
            Of("new", 1, earns: 10) with { Devices = 50 },
            Of("a", 1, earns: 1) with { Devices = 60 },
            Of("b", 1, earns: 2) with { Devices = 20 });
        Leave(["a"], Of("new", 1, earns: 10), Of("a", 1), Of("b", 1, earns: 2), Of("c", 1, earns: 3),
            Of("d", 1, earns: 4));
    }

    private static Tenant Of(string name, long bytes, int earns = 0, bool isOver = false) => new(
        Id(name), bytes, 0, default, earns, IsBound: false, isOver);

    private static ReleaseId Id(string name) => new(Hash32.FromBytes(World.KeyOf(name)));

    private static void Leave(string[] expected, Tenant newcomer, params Tenant[] tenants) => CollectionAssert.AreEqual(
        expected.Select(Id).ToArray(), RoomRules.MakeRoom(newcomer, tenants, Policy)!.ToArray());

    private static void LeaveNone(Tenant newcomer, params Tenant[] tenants) =>
        Assert.IsNull(RoomRules.MakeRoom(newcomer, tenants, Policy));
}

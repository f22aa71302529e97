using System;
using System.Buffers.Binary;
using System.Linq;
using System.Runtime.CompilerServices;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class PaidDeliveriesTests
{
    private static readonly Address Payee = Address.Parse(new string('b', 40));

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(64)]
    [DataRow(1000)]
    public void Add_Many_EachIsFoundAndNoOther(int count)
    {
        PaidDeliveries paid = Many(count);
        Assert.AreEqual(count, paid.Count);
        Assert.HasCount(count, paid.Select(each => each.Device).Distinct());
        for (int i = 0; i < count; i++)
        {
            Assert.IsTrue(paid.Has(Device(i)));
            Assert.AreEqual(Paid(i), paid.Of(Device(i)).Single());
        }

        Assert.IsFalse(paid.Has(Device(count)));
        Assert.IsEmpty(paid.Of(Device(count)));
    }

    [TestMethod]
    public void Add_OfOneDeviceAcrossRuns_StayInTheirOrder()
    {
        PaidDeliveries paid = PaidDeliveries.Empty;
        for (int i = 0; i < 100; i++) paid = paid.Add(Paid(i) with { Device = Device(i % 7) });
        for (int device = 0; device < 7; device++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, 100).Where(i => i % 7 == device).Select(i => (long)i).ToArray(),
                paid.Of(Device(device)).Select(each => each.Block).ToArray());
        }
    }

    [TestMethod]
    public void Add_ToOneBefore_LeavesThatAsItWas()
    {
        PaidDeliveries before = Many(63), one = before.Add(Paid(100)), other = before.Add(Paid(200));
        Assert.AreEqual(63, before.Count);
        Assert.IsFalse(before.Has(Device(100)));
        Assert.IsTrue(one.Has(Device(100)) && !one.Has(Device(200)));
        Assert.IsTrue(other.Has(Device(200)) && !other.Has(Device(100)));
    }

    [TestMethod]
    public void Add_MoreThanTheLongestRun_AllAreFound()
    {
        PaidDeliveries paid = Many(2 * PaidDeliveries.MaxRun + 3);
        foreach (int i in new[] { 0, 1, PaidDeliveries.MaxRun - 1, PaidDeliveries.MaxRun, paid.Count - 1 })
            Assert.AreEqual(Paid(i), paid.Of(Device(i)).Single());
    }

    /// <summary>Read back rather than computed: whatever is held counts.</summary>
    [TestMethod]
    [DoNotParallelize] // what other tests hold would count
    public void Delivered_Many_CostNoMoreThanAHundredBytesEach()
    {
        const int count = 20_000;
        EscrowView view = ReleaseEvents.Funded(count);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++) view = view.Apply(ReleaseEvents.Paid(Device(i), Paid(i).Key, Payee, block: i));
        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        Assert.AreEqual(count, view.Find(ReleaseEvents.Release)!.Deliveries.Count);
        Assert.IsLessThan(100, each);
    }

    [TestMethod]
    public void Address_InMemory_TakesItsBytesAlone() => Assert.AreEqual(Address.Size, Unsafe.SizeOf<Address>());

    private static PaidDeliveries Many(int count) =>
        Enumerable.Range(0, count).Aggregate(PaidDeliveries.Empty, (paid, i) => paid.Add(Paid(i)));

    private static PaidDelivery Paid(int number) =>
        new(Hash32.FromBytes(Noise(number)), Device(number), Payee, number);

    private static Address Device(int number) => Address.FromBytes(Noise(number).AsSpan(12));

    private static byte[] Noise(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return Keccak256.Hash(bytes);
    }
}

using System;
using System.IO;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

[TestClass]
public sealed class OutcomeBookTests : IDisposable
{
    private static readonly Address First = Sample.Fleet(1)[0], Second = Sample.Fleet(1, 2)[0];
    private readonly TemporaryFolder _temporary = new();

    private string FilePath => _temporary.File("outcomes.bin");

    public void Dispose() => _temporary.Dispose();

    [TestMethod]
    public void Add_Reports_AreThereAfterARestart()
    {
        OutcomeBook book = OutcomeBook.Open(FilePath);
        Assert.AreEqual(2, book.Add([new(First, 1), new(Second, 3)]));
        Assert.AreEqual(1, book.Add([new(First, 1), new(First, 2), new(First, 2)]));
        foreach (OutcomeBook each in new[] { book, OutcomeBook.Open(FilePath) })
        {
            Assert.AreEqual(ReportedOutcomes.Installed | ReportedOutcomes.Failed, each.Of(First));
            Assert.AreEqual(ReportedOutcomes.Refused, each.Of(Second));
            Assert.AreEqual(ReportedOutcomes.None, each.Of(Sample.Fleet(1, 3)[0]));
        }

        Assert.AreEqual(3 * 21, new FileInfo(FilePath).Length);
    }

    [TestMethod]
    public void Add_UnknownOutcome_IsPassedOver()
    {
        Assert.AreEqual(0, OutcomeBook.Open(FilePath).Add([new(First, 0), new(First, 4), new(First, -1)]));
        Assert.IsFalse(File.Exists(FilePath));
    }

    [TestMethod]
    public void Open_AfterACrashWithinAnEntry_DropsItAndGoesOn()
    {
        OutcomeBook.Open(FilePath).Add([new(First, 1), new(Second, 2)]);
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int length = 21; length < 42; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            OutcomeBook book = OutcomeBook.Open(FilePath);
            Assert.AreEqual(ReportedOutcomes.None, book.Of(Second));
            Assert.AreEqual(1, book.Add([new(First, 1), new(Second, 2)]));
            CollectionAssert.AreEqual(whole, File.ReadAllBytes(FilePath));
        }
    }

    [TestMethod]
    public void Open_DamagedEntry_IsRefused()
    {
        OutcomeBook.Open(FilePath).Add([new(First, 1)]);
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[20] = 9;
        File.WriteAllBytes(FilePath, bytes);
        Assert.ThrowsExactly<RolloutException>(() => OutcomeBook.Open(FilePath));
    }
}

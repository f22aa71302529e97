using System.Text;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class ByteRangeTests
{
    [TestMethod]
    [DataRow("bytes=0-0", 0L, 1L)]
    [DataRow("bytes=2-5", 2L, 4L)]
    [DataRow("BYTES=2-5", 2L, 4L)]
    [DataRow("bytes=9-9", 9L, 1L)]
    [DataRow("bytes=4-", 4L, 6L)]
    [DataRow("bytes=4-99", 4L, 6L)]
    [DataRow("bytes=4-99999999999999999999", 4L, 6L)]
    [DataRow("bytes=-3", 7L, 3L)]
    [DataRow("bytes=-99", 0L, 10L)]
    public void Of_OneRange_IsThatPart(string header, long first, long count) =>
        Assert.AreEqual(new ByteRange(ByteRangeKind.Part, first, count), ByteRange.Of(header, 10));

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("bytes")]
    [DataRow("bytes=")]
    [DataRow("bytes=-")]
    [DataRow("bytes=5-2")]
    [DataRow("bytes=+1-2")]
    [DataRow("bytes=0x1-2")]
    [DataRow("bytes=1-2-3")]
    [DataRow("bytes=0-1,4-5")]
    [DataRow("lines=0-1")]
    public void Of_NoneOrSeveralOrMalformed_IsTheWhole(string? header) =>
        Assert.AreEqual(new ByteRange(ByteRangeKind.Whole, 0, 10), ByteRange.Of(header, 10));

    [TestMethod]
    [DataRow("bytes=10-", 10L)]
    [DataRow("bytes=10-11", 10L)]
    [DataRow("bytes=99999999999999999999-", 10L)]
    [DataRow("bytes=-0", 10L)]
    [DataRow("bytes=0-0", 0L)]
    [DataRow("bytes=-5", 0L)]
    public void Of_NothingThatExists_IsUnsatisfiable(string header, long length) =>
        Assert.AreEqual(ByteRangeKind.Unsatisfiable, ByteRange.Of(header, length).Kind);

    [TestMethod]
    public void Ranged_Part_SaysWhichOfHowMany()
    {
        Answer answer = Answer.Ranged(Answer.Octets, Digits(), "bytes=2-5");
        Assert.AreEqual(206, answer.Status);
        Assert.AreEqual("bytes 2-5/10", answer.ContentRange);
        Assert.AreEqual("2345", Encoding.ASCII.GetString(answer.Body()));
        Assert.IsTrue(answer.AcceptsRanges);
    }

    [TestMethod]
    public void Ranged_BeyondTheEnd_IsRefusedWithTheLength()
    {
        Answer answer = Answer.Ranged(Answer.Octets, Digits(), "bytes=10-");
        Assert.AreEqual(416, answer.Status);
        Assert.AreEqual("bytes */10", answer.ContentRange);
        Assert.AreEqual(Answer.Problem, answer.ContentType);
    }

    [TestMethod]
    public void Ranged_NoRange_IsEverything()
    {
        Answer answer = Answer.Ranged(Answer.Octets, Digits(), null);
        Assert.AreEqual(200, answer.Status);
        Assert.IsNull(answer.ContentRange);
        Assert.AreEqual(10, answer.Body().Length);
    }

    private static MemoryContent Digits() => new(Encoding.ASCII.GetBytes("0123456789"));
}

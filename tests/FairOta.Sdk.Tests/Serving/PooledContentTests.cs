using System;
using FairOta.Sdk.Serving;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Serving;

[TestClass]
public sealed class PooledContentTests
{
    [TestMethod]
    public void Read_Part_IsWhatWasWritten()
    {
        using PooledContent content = new(100);
        for (int i = 0; i < 100; i++) content.Bytes[i] = (byte)i;
        byte[] part = new byte[3];
        content.Read(97, part);
        CollectionAssert.AreEqual(new byte[] { 97, 98, 99 }, part);
        Assert.AreEqual((100L, 100), (content.Length, content.Bytes.Length));
    }

    [TestMethod]
    [DataRow(98)]
    [DataRow(-1)]
    [DataRow(long.MaxValue)]
    public void Read_BeyondItsLength_IsRefused(long offset)
    {
        using PooledContent content = new(100); // the buffer behind it is longer
        try
        {
            content.Read(offset, new byte[3]);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return;
        }

        Assert.Fail("Bytes of somebody else's were read.");
    }

    [TestMethod]
    public void Read_AfterItWasGivenBack_IsRefused()
    {
        PooledContent content = new(100);
        Answer answer = new(200, Answer.Octets, content);
        answer.Dispose();
        answer.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => content.Read(0, new byte[1]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => answer.Body());
    }

    [TestMethod]
    public void Dispose_ContentThatIsShared_Stays()
    {
        Answer answer = Answer.Of(200, Answer.Octets, new byte[] { 1 });
        answer.Dispose();
        CollectionAssert.AreEqual(new byte[] { 1 }, answer.Body());
    }
}

using System.Linq;
using FairOta.Agent;
using FairOta.Platforms.NanoFramework;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.NanoFramework;

/// <summary>The agent's side and the worker's side, called in turn from one thread.</summary>
[TestClass]
public sealed class NanoLinkTests
{
    private readonly ScriptedPort _port = new();
    private readonly byte[] _buffer = new byte[512];

    [TestMethod]
    public void Start_UntilTheWorkerCame_IsPending()
    {
        NanoLink link = new(_port);
        Assert.IsFalse(link.Work());
        link.Start(new LinkRequest("http://a"));
        Assert.IsNull(link.Poll());
        Assert.AreEqual(LinkRead.Pending, link.Read(_buffer, 0, 10));
        Assert.IsTrue(link.Work());
        Assert.AreSame(_port.Response, link.Poll());
        CollectionAssert.AreEqual(new[] { "send http://a" }, _port.Calls);
    }

    [TestMethod]
    public void Read_OfABodyOfKnownLength_EndsAtItsLastByte()
    {
        NanoLink link = Answered(5);
        _port.Reads.Enqueue([1, 2, 3]);
        _port.Reads.Enqueue([]);
        _port.Reads.Enqueue([4, 5]);
        Assert.IsTrue(link.Work());
        Assert.IsFalse(link.Work(), "The agent has not taken what came.");
        Assert.AreEqual(2, link.Read(_buffer, 0, 2));
        Assert.AreEqual(1, link.Read(_buffer, 2, 10));
        Assert.AreEqual(LinkRead.Pending, link.Read(_buffer, 3, 10));
        Assert.IsFalse(link.Work(), "A read of no bytes is no end.");
        Assert.IsTrue(link.Work());
        Assert.AreEqual(2, link.Read(_buffer, 3, 10));
        Assert.AreEqual(LinkRead.End, link.Read(_buffer, 5, 10));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5 }, _buffer[..5]);
        int calls = _port.Calls.Count;
        Assert.IsFalse(link.Work());
        Assert.HasCount(calls, _port.Calls);
    }

    [TestMethod]
    public void Read_OfAnEmptyBody_EndsAtOnce()
    {
        NanoLink link = Answered(0);
        Assert.AreEqual(LinkRead.End, link.Read(_buffer, 0, 10));
        Assert.IsFalse(link.Work());
    }

    [TestMethod]
    [DataRow(-1L, LinkRead.End)]
    [DataRow(5L, LinkRead.Broken)]
    public void Read_WhenNothingComesForLong_EndsOrBreaks(long length, int expected)
    {
        NanoLink link = Answered(length);
        _port.Reads.Enqueue([1]);
        link.Work();
        link.Read(_buffer, 0, 10);
        for (int i = 1; i < NanoLink.EmptyReads; i++)
        {
            Assert.IsFalse(link.Work());
            Assert.AreEqual(LinkRead.Pending, link.Read(_buffer, 0, 10));
        }

        Assert.IsTrue(link.Work());
        Assert.AreEqual(expected, link.Read(_buffer, 0, 10));
    }

    [TestMethod]
    public void Read_OfABrokenConnection_GivesWhatCameAndThenBreaks()
    {
        NanoLink link = Answered(-1);
        _port.Reads.Enqueue([1]);
        _port.Reads.Enqueue(null);
        link.Work();
        Assert.AreEqual(1, link.Read(_buffer, 0, 10));
        link.Work();
        Assert.AreEqual(LinkRead.Broken, link.Read(_buffer, 0, 10));
    }

    [TestMethod]
    public void Poll_WhereNobodyAnswers_IsStatus0AndTheBodyBroken()
    {
        NanoLink link = new(_port);
        _port.Response = new LinkResponse(0);
        link.Start(new LinkRequest("http://a"));
        link.Work();
        Assert.AreEqual(0, link.Poll().Status);
        Assert.AreEqual(LinkRead.Broken, link.Read(_buffer, 0, 10));
    }

    [TestMethod]
    public void Close_WhileACallWaits_LeavesTheAnswerToNobody()
    {
        NanoLink link = new(_port);
        link.Start(new LinkRequest("http://a"));
        _port.Meanwhile = link.Close;
        link.Work();
        Assert.IsNull(link.Poll());
        Assert.AreEqual(LinkRead.Broken, link.Read(_buffer, 0, 10));
        Assert.IsTrue(link.Work());
        Assert.AreEqual("close", _port.Calls.Last());
        Assert.IsFalse(link.Work());
    }

    [TestMethod]
    public void Start_WhileTheLastCallWaits_WaitsForItAndThenConnects()
    {
        NanoLink link = new(_port);
        LinkResponse first = _port.Response;
        link.Start(new LinkRequest("http://a"));
        _port.Meanwhile = () =>
        {
            link.Close();
            link.Start(new LinkRequest("http://b"));
        };
        link.Work();
        Assert.IsNull(link.Poll(), "The answer of another request.");
        _port.Response = new LinkResponse(404);
        link.Work();
        link.Work();
        CollectionAssert.AreEqual(new[] { "send http://a", "close", "send http://b" }, _port.Calls);
        Assert.AreEqual(404, link.Poll().Status);
        Assert.AreNotSame(first, link.Poll());
    }

    [TestMethod]
    public void Start_WhileABodyIsRead_GetsNoneOfItsBytes()
    {
        NanoLink link = Answered(-1);
        _port.Reads.Enqueue([9, 9, 9]);
        _port.Meanwhile = () =>
        {
            link.Close();
            link.Start(new LinkRequest("http://b"));
        };
        link.Work();
        Assert.AreEqual(LinkRead.Pending, link.Read(_buffer, 0, 10));
        link.Work();
        link.Work();
        Assert.AreEqual(LinkRead.Pending, link.Read(_buffer, 0, 10));
    }

    [TestMethod]
    public void Read_OfThePort_AsksForAtLeast256Bytes() => Assert.IsGreaterThanOrEqualTo(256, NanoLink.BufferBytes);

    private NanoLink Answered(long length)
    {
        NanoLink link = new(_port);
        _port.Response = new LinkResponse(200) { ContentLength = length };
        link.Start(new LinkRequest("http://a"));
        Assert.IsTrue(link.Work());
        return link;
    }
}

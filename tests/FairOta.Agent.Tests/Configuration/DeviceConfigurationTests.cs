using System;
using System.Linq;
using FairOta.Core;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.Configuration;

[TestClass]
public sealed class DeviceConfigurationTests
{
    private static readonly byte[] ManifestKey = [2, .. Enumerable.Repeat((byte)7, 32)];

    [TestMethod]
    public void Configuration_EveryField_ComesBack()
    {
        AgentConfiguration board = Full();
        AgentConfiguration back = DeviceConfiguration.Parse(DeviceConfiguration.Encode(board));
        CollectionAssert.AreEqual(board.ProductId, back.ProductId);
        Assert.HasCount(2, back.ManifestKeys);
        CollectionAssert.AreEqual(ManifestKey, back.ManifestKeys[1]);
        Assert.AreEqual(3L, back.HardwareRevision);
        Assert.AreEqual("1.2.3.4", back.InstalledVersion.ToString());
        Assert.AreEqual(9L, back.SecurityCounter);
        CollectionAssert.AreEqual(board.Origins, back.Origins);
        Assert.AreEqual("https://distributor.example", back.Distributors.Single().Url);
        CollectionAssert.AreEqual(new byte[20], back.Distributors.Single().Address);
        Assert.AreEqual("https://node.example/key", back.NodeUrl);
        Assert.IsTrue(back.AllowPrivateHosts);
        CollectionAssert.AreEqual(DeviceConfiguration.Encode(board), DeviceConfiguration.Encode(back));
    }

    [TestMethod]
    public void Configuration_LeastOfAll_ComesBack()
    {
        AgentConfiguration back = DeviceConfiguration.Parse(DeviceConfiguration.Encode(Least()));
        Assert.IsNull(back.NodeUrl);
        Assert.IsFalse(back.AllowPrivateHosts);
        Assert.IsEmpty(back.Origins);
        Assert.IsEmpty(back.Distributors);
        Assert.AreEqual(-1, back.PayloadFormat);
    }

    [TestMethod]
    [DataRow(false, true, 0)]
    [DataRow(true, true, 1)]
    [DataRow(false, false, 2)]
    [DataRow(true, false, 3)]
    public void Configuration_Switches_AreItsLastByte(bool allowsPrivateHosts, bool reportsOutcomes, int expected)
    {
        AgentConfiguration board = Least();
        board.AllowPrivateHosts = allowsPrivateHosts;
        board.ReportsOutcomes = reportsOutcomes;
        byte[] file = DeviceConfiguration.Encode(board);
        Assert.AreEqual(expected, file[^1]);
        AgentConfiguration back = DeviceConfiguration.Parse(file);
        Assert.AreEqual(allowsPrivateHosts, back.AllowPrivateHosts);
        Assert.AreEqual(reportsOutcomes, back.ReportsOutcomes);
        file[^1] = 4;
        Refused(file);
    }

    [TestMethod]
    public void Configuration_CutAtAnyByteOrLonger_IsRefused()
    {
        byte[] file = DeviceConfiguration.Encode(Full());
        for (int length = 0; length < file.Length; length++)
            Refused(file[..length]);
        Refused([.. file, 0]);
    }

    [TestMethod]
    public void Configuration_AnyByteDamaged_IsRefusedOrReadable()
    {
        byte[] file = DeviceConfiguration.Encode(Full());
        for (int i = 0; i < file.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] damaged = [.. file];
                damaged[i] = (byte)value;
                try
                {
                    DeviceConfiguration.Parse(damaged);
                }
                catch (ProtocolException refusal)
                {
                    Assert.AreNotEqual(file[i], damaged[i], refusal.Message);
                }
            }
        }
    }

    [TestMethod]
    public void Configuration_OfAnotherFormatVersion_IsRefused()
    {
        byte[] file = DeviceConfiguration.Encode(Full());
        Assert.AreEqual(1, file[1]);
        file[1] = 2;
        Refused(file);
    }

    [TestMethod]
    public void Configuration_BeyondALimit_IsNotWritten()
    {
        NotWritten(board => board.ProductId = new byte[15]);
        NotWritten(board => board.ManifestKeys = []);
        NotWritten(board => board.ManifestKeys = [.. Enumerable.Repeat(ManifestKey, 5)]);
        NotWritten(board => board.ManifestKeys = [new byte[32]]);
        NotWritten(board => board.Origins = [.. Enumerable.Repeat("https://a.example", 9)]);
        NotWritten(board => board.Origins = ["https://" + new string('a', 113)]);
        NotWritten(board => board.NodeUrl = "https://" + new string('a', 248));
        var distributor = new Source(new byte[20], "http://a.example");
        NotWritten(board => board.Distributors = [.. Enumerable.Repeat(distributor, 9)]);
        NotWritten(board => board.Distributors = [new Source(new byte[19], "http://a.example")]);
    }

    private static AgentConfiguration Least() => new()
    {
        ProductId = new byte[16],
        ManifestKeys = [ManifestKey],
        InstalledVersion = new ImageVersion(0, 0, 0, 0),
    };

    private static AgentConfiguration Full() => new()
    {
        ProductId = [.. Enumerable.Range(0, 16).Select(i => (byte)i)],
        ManifestKeys = [ManifestKey, ManifestKey],
        HardwareRevision = 3,
        InstalledVersion = new ImageVersion(1, 2, 3, 4),
        SecurityCounter = 9,
        Origins = ["https://ota.example", "http://10.0.0.1:8080"],
        Distributors = [new Source(new byte[20], "https://distributor.example")],
        NodeUrl = "https://node.example/key",
        AllowPrivateHosts = true,
    };

    private static void NotWritten(Action<AgentConfiguration> change)
    {
        AgentConfiguration board = Full();
        change(board);
        Assert.ThrowsExactly<ProtocolException>(() => DeviceConfiguration.Encode(board));
    }

    private static void Refused(byte[] file) =>
        Assert.ThrowsExactly<ProtocolException>(() => DeviceConfiguration.Parse(file));
}

using System.IO;
using System.Text.Json.Nodes;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Releases;

[TestClass]
public sealed class ReleaseFolderTests
{
    [TestMethod]
    public void Load_WhatWasCreated_IsTheRelease()
    {
        using var temporary = new TemporaryFolder();
        Release release = Sample.Build();
        ReleaseFolder.Create(temporary.File("r"), release).Dispose();

        using ReleaseFolder loaded = ReleaseFolder.Load(temporary.File("r"));
        Assert.AreEqual(release.Id, loaded.Release.Id);
        Assert.AreEqual(release.Terms, loaded.Release.Terms);
        CollectionAssert.AreEqual(release.SignedManifest, loaded.Release.SignedManifest);
        CollectionAssert.AreEqual(release.Package.ToArray(), loaded.Release.Package.ToArray());
        CollectionAssert.AreEqual(release.Leaves, loaded.Release.Leaves);
        CollectionAssert.AreEqual(release.Tranches[0].ToBytes(), loaded.Release.Tranches[0].ToBytes());
        Assert.AreEqual(FundingState.Planned, loaded.Journal.Tranches[0].State);
    }

    [TestMethod]
    [DataRow("0x0000000000000000000000000000000000007043")]
    [DataRow("0x0000000000000000000000000000000000000000")]
    public void Load_WhatWasCreatedInAToken_IsInThatToken(string token)
    {
        using var temporary = new TemporaryFolder();
        Release release = Sample.Build(plan => plan with { Token = Address.Parse(token) });
        ReleaseFolder.Create(temporary.File("r"), release).Dispose();
        using ReleaseFolder loaded = ReleaseFolder.Load(temporary.File("r"));
        Assert.AreEqual(Address.Parse(token), loaded.Release.Terms.Token);
        Assert.AreEqual(release.Terms, loaded.Release.Terms);
        loaded.Add(Sample.Fleet(2, first: 50));
        Assert.AreEqual(Address.Parse(token), ((CreateRelease)loaded.Release.Funding(0)).Token);
        Assert.AreEqual(Address.Parse(token), ((AddTranche)loaded.Release.Funding(1)).Token);
    }

    [TestMethod]
    public void Load_JournalOfBeforeThereWereTokens_IsInEther()
    {
        using var temporary = new TemporaryFolder();
        ReleaseFolder.Create(temporary.File("r"), Sample.Build()).Dispose();
        string path = temporary.File("r/release.json");
        JsonNode journal = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.IsTrue(journal.AsObject().Remove("token"));
        File.WriteAllText(path, journal.ToJsonString());
        using ReleaseFolder loaded = ReleaseFolder.Load(temporary.File("r"));
        Assert.IsTrue(loaded.Release.Terms.Token.IsZero);
    }

    [TestMethod]
    public void Create_FolderThatExists_IsRefused()
    {
        using var temporary = new TemporaryFolder();
        Assert.ThrowsExactly<IOException>(() => ReleaseFolder.Create(temporary.Path, Sample.Build()));
    }

    [TestMethod]
    public void Create_AfterACrashWhileWriting_StartsAnew()
    {
        using var temporary = new TemporaryFolder();
        Directory.CreateDirectory(temporary.File("r.draft"));
        File.WriteAllText(temporary.File("r.draft/left-over"), "x");
        using ReleaseFolder folder = ReleaseFolder.Create(temporary.File("r"), Sample.Build());
        Assert.IsFalse(File.Exists(temporary.File("r/left-over")));
    }

    [TestMethod]
    public void Add_AnotherFleet_IsLoadedAsTheNextTranche()
    {
        using var temporary = new TemporaryFolder();
        using (ReleaseFolder folder = ReleaseFolder.Create(temporary.File("r"), Sample.Build()))
            Assert.AreEqual(1, folder.Add(Sample.Fleet(2, first: 50)));
        using ReleaseFolder loaded = ReleaseFolder.Load(temporary.File("r"));
        CollectionAssert.AreEqual(Sample.Fleet(2, first: 50).ToBytes(), loaded.Release.Tranches[1].ToBytes());
        Assert.AreEqual(5000, (int)loaded.Release.Cost);
    }

    [TestMethod]
    public void Add_DeviceOfAnyOtherTranche_IsRefusedAndAddsNothing()
    {
        using var temporary = new TemporaryFolder();
        using ReleaseFolder folder = ReleaseFolder.Create(temporary.File("r"), Sample.Build());
        folder.Add(Sample.Fleet(2, first: 50));
        foreach (int first in new[] { 3, 51 })
        {
            var e = Assert.ThrowsExactly<ReleaseException>(() => folder.Add(Sample.Fleet(4, first)));
            Assert.Contains(Sample.Fleet(1, first)[0].ToString(), e.Message);
        }

        Assert.HasCount(2, folder.Release.Tranches);
        Assert.IsFalse(File.Exists(temporary.File("r/fleet-2.bin")));
    }

    [TestMethod]
    [DataRow("manifest.cose")]
    [DataRow("package.bin")]
    [DataRow("leaves.bin")]
    [DataRow("fleet-0.bin")]
    public void Load_OneBitChanged_IsRefused(string name)
    {
        using var temporary = new TemporaryFolder();
        ReleaseFolder.Create(temporary.File("r"), Sample.Build()).Dispose();
        string path = Path.Combine(temporary.File("r"), name);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(temporary.File("r")));
    }

    [TestMethod]
    [DataRow("manifest.cose")]
    [DataRow("package.bin")]
    [DataRow("leaves.bin")]
    [DataRow("fleet-0.bin")]
    [DataRow("release.json")]
    public void Load_FileMissingOrCutOrGrown_IsRefused(string name)
    {
        using var temporary = new TemporaryFolder();
        ReleaseFolder.Create(temporary.File("r"), Sample.Build()).Dispose();
        string path = Path.Combine(temporary.File("r"), name);
        byte[] bytes = File.ReadAllBytes(path);
        foreach (byte[] other in new[] { bytes[..^3], [.. bytes, 1], [.. bytes, .. new byte[1 << 21]], [] })
        {
            File.WriteAllBytes(path, other);
            Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(temporary.File("r")));
        }

        File.Delete(path);
        Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(temporary.File("r")));
    }

    [TestMethod]
    public void Load_ManifestOfAnotherSigner_IsRefused()
    {
        using var temporary = new TemporaryFolder();
        ReleaseFolder.Create(temporary.File("a"), Sample.Build()).Dispose();
        ReleaseFolder.Create(temporary.File("b"), Sample.Build(key: Sample.OtherManifestKey)).Dispose();
        File.Copy(temporary.File("b/manifest.cose"), temporary.File("a/manifest.cose"), overwrite: true);
        Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(temporary.File("a")));
    }

    [TestMethod]
    [DataRow("format", "\"fairota-release/2\"")]
    [DataRow("releaseId", "\"0x0000000000000000000000000000000000000000000000000000000000000000\"")]
    [DataRow("signer", "\"02\"")]
    [DataRow("reward", "\"-1\"")]
    [DataRow("reward", "\"1000000000000000000000000000000000000000\"")]
    [DataRow("claimDeadline", "\"soon\"")]
    [DataRow("token", "\"0x0000000000000000000000000000000000000000\"")]
    [DataRow("token", "\"0x7043\"")]
    [DataRow("token", "7043")]
    [DataRow("url", "null")]
    [DataRow("tranches", "{}")]
    [DataRow("tranches", "[{}]")]
    public void Load_JournalDamaged_IsRefused(string name, string value)
    {
        using var temporary = new TemporaryFolder();
        ReleaseFolder.Create(temporary.File("r"), Sample.Build()).Dispose();
        string path = temporary.File("r/release.json");
        JsonNode journal = JsonNode.Parse(File.ReadAllText(path))!;
        journal[name] = JsonNode.Parse(value);
        File.WriteAllText(path, journal.ToJsonString());
        Assert.ThrowsExactly<ReleaseException>(() => ReleaseFolder.Load(temporary.File("r")));
    }
}

using System;
using System.IO;
using FairOta.Platforms.Meadow;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>What is put before the operating system, and what is not.</summary>
[TestClass]
public sealed class UpdateAreaTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("fairota-meadow").FullName;
    private readonly UpdateArea _area;

    public UpdateAreaTests()
    {
        _area = new UpdateArea(_root, largestUnpackedBytes: 20_000);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void Stage_Application_LiesWhereTheSystemLooks()
    {
        Assert.IsTrue(Stage("app/App.dll", "app/sub/Other.dll", "info.json"));
        Assert.IsTrue(_area.IsStaged);
        Assert.AreEqual(3000, new FileInfo(Path.Combine(_root, "update", "app", "App.dll")).Length);
        Assert.IsTrue(File.Exists(Path.Combine(_root, "update", "app", "sub", "Other.dll")));
        Assert.HasCount(1, Directory.GetDirectories(_root));
    }

    [TestMethod]
    public void Stage_Again_ReplacesWhatWaited()
    {
        Assert.IsTrue(Stage("app/App.dll", "app/Old.dll"));
        Assert.IsTrue(Stage("app/App.dll"));
        Assert.IsFalse(File.Exists(Path.Combine(_root, "update", "app", "Old.dll")));
    }

    [TestMethod]
    public void Clear_TakesAllOfItBack()
    {
        Assert.IsTrue(Stage("app/App.dll"));
        Directory.CreateDirectory(Path.Combine(_root, "update-unpacked", "app"));
        _area.Clear();
        Assert.IsFalse(_area.IsStaged);
        Assert.IsEmpty(Directory.GetDirectories(_root));
        _area.Clear();
    }

    [TestMethod]
    [DataRow("app/Other.dll")]
    [DataRow("app/App.dll|os/Meadow.OS.bin")]
    [DataRow("app/App.dll|firmware/esp.bin")]
    [DataRow("app/App.dll|../outside")]
    [DataRow("app/App.dll|app/../../outside")]
    [DataRow("app/App.dll|/etc/passwd")]
    [DataRow("app/App.dll|app\\..\\outside")]
    [DataRow("app/App.dll|app/c:outside")]
    [DataRow("app/App.dll|app//twice")]
    [DataRow("app/App.dll|app/./here")]
    [DataRow("app/App.dll|app/APP.DLL")]
    [DataRow("app/App.dll|config.yaml")]
    public void Stage_NotTheApplicationAlone_IsRefused(string names) => Refuses(Packages.Make(names.Split('|')));

    [TestMethod]
    public void Stage_TooLargeUnpacked_IsRefused() => Refuses(Packages.Make(
        "app/App.dll", "app/1", "app/2", "app/3", "app/4", "app/5", "app/6"));

    [TestMethod]
    public void Stage_TooManyEntries_IsRefused()
    {
        string[] names = new string[PackageRules.MaxEntries + 1];
        for (int i = 0; i < names.Length; i++)
            names[i] = $"app/{i}/";
        names[0] = "app/App.dll";
        Refuses(Packages.Make(names));
    }

    [TestMethod]
    public void Stage_NameTooLong_IsRefused() =>
        Refuses(Packages.Make("app/App.dll", "app/" + new string('a', PackageRules.MaxNameLength)));

    [TestMethod]
    public void Stage_NoArchive_IsRefused() => Refuses([1, 2, 3, 4]);

    [TestMethod]
    public void Stage_CutOffArchive_IsRefused() => Refuses(Packages.Make("app/App.dll")[..^10]);

    [TestMethod]
    public void Stage_ArchiveBrokenInside_LeavesNothing()
    {
        byte[] package = Packages.Make("app/App.dll", "app/Other.dll");
        // The compressed bytes behind the first entry's head of 30 bytes and its name.
        package[30 + "app/App.dll".Length] = 0xFF;
        Refuses(package);
    }

    private bool Stage(params string[] names) => _area.Stage(new MemoryStream(Packages.Make(names)));

    private void Refuses(byte[] package)
    {
        Assert.IsFalse(_area.Stage(new MemoryStream(package)));
        Assert.IsEmpty(Directory.GetDirectories(_root));
        Assert.IsEmpty(Directory.GetFiles(_root));
    }
}

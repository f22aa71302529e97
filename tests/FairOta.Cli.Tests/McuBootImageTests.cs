using System;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>Images for MCUboot at the tool: shown, and refused before any money moves.</summary>
[TestClass]
public sealed class McuBootImageTests
{
    private static readonly McuBootWriter Right = new();
    private readonly Desk _desk = new();

    private string BootKey => _desk.Write("boot.pem", McuBootWriter.Key(1).ExportSubjectPublicKeyInfoPem());

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task Inspect_Image_ShowsHeaderEntriesAndSigner()
    {
        Outcome outcome = await InspectAsync(Right.Build(), "--json", "--boot-key", BootKey, "--slot-size", "131072");
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        JsonNode shown = outcome.Json;
        Assert.AreEqual("mcuboot", (string)shown["format"]!);
        Assert.AreEqual("1.2.3.4", (string)shown["version"]!);
        Assert.AreEqual(5L, (long)shown["securityCounter"]!);
        Assert.AreEqual(32, (int)shown["headerBytes"]!);
        Assert.AreEqual(300L, (long)shown["payloadBytes"]!);
        Assert.AreEqual("security counter", (string)shown["entries"]![0]!["name"]!);
        Assert.IsTrue((bool)shown["entries"]![0]!["protected"]!);
        Assert.AreEqual((string)shown["digest"]!, (string)shown["entries"]![1]!["value"]!);
        Assert.IsTrue((bool)shown["boots"]!);
    }

    [TestMethod]
    public async Task Inspect_ForPeople_SaysTheSame()
    {
        Outcome outcome = await InspectAsync(Right.Build());
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        foreach (string word in new[] { "1.2.3.4", "security counter, protected", "ecdsa signature", "not checked" })
            StringAssert.Contains(outcome.Output, word);
        StringAssert.Contains((await InspectAsync(Right.Build(), "--boot-key", BootKey)).Output, "it boots this");
    }

    [TestMethod]
    public async Task Inspect_ImageByAnotherKey_IsShownAndExitCode3()
    {
        byte[] image = (Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) }).Build();
        Outcome outcome = await InspectAsync(image, "--json", "--boot-key", BootKey);
        Assert.AreEqual(ExitCodes.Refused, outcome.Code, outcome.ToString());
        Assert.IsFalse((bool)outcome.Json["boots"]!);
        StringAssert.Contains((string)outcome.Json["refusal"]!, "does not know");
    }

    [TestMethod]
    public async Task Inspect_ImageCutOff_IsExitCode3()
    {
        Outcome outcome = await InspectAsync(Right.Build()[..200]);
        Assert.AreEqual(ExitCodes.Refused, outcome.Code);
        StringAssert.Contains(outcome.Error, "cut off");
    }

    [TestMethod]
    public async Task Inspect_AnythingElse_IsOpaque()
    {
        Outcome outcome = await InspectAsync(new byte[100], "--json");
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        Assert.AreEqual("opaque", (string)outcome.Json["format"]!);
        Assert.AreEqual(ExitCodes.Refused, (await InspectAsync(new byte[100], "--boot-key", BootKey)).Code);
    }

    [TestMethod]
    public async Task Inspect_NothingThere_IsExitCode2()
    {
        Assert.AreEqual(ExitCodes.Usage, (await InspectAsync([])).Code);
        Assert.AreEqual(ExitCodes.Usage, (await _desk.RunAsync("vendor inspect", _desk.Path("missing.bin"))).Code);
    }

    [TestMethod]
    public async Task Release_ImageThatWouldNotBoot_SaysWhyAndWhatToDo()
    {
        byte[] right = Right.Build(), changed = Right.Build();
        changed[100] ^= 1;
        await RefusedAsync("no MCUboot image", new byte[1000]);
        await RefusedAsync("cut off", right[..300]);
        await RefusedAsync("does not end where", [.. right, 0xff]);
        await RefusedAsync("SHA-256 is not", changed);
        await RefusedAsync("not signed", (Right with { Unprotected = digest => [(0x10, digest)] }).Build());
        await RefusedAsync(
            "does not know", (Right with { Unprotected = McuBootWriter.Signed(McuBootWriter.Key(2)) }).Build());
        await RefusedAsync("encrypted", (Right with { Flags = 4 }).Build());
        await RefusedAsync("--security-counter", (Right with { Protected = [] }).Build());
        byte[] large = (Right with { Payload = new byte[130_000] }).Build();
        await RefusedAsync("its slot takes", large, "--slot-size", "131072");
    }

    [TestMethod]
    public async Task Release_ForMcuBootWithoutKey_SaysWhichIsMissing()
    {
        Outcome outcome = await ReleaseAsync(Right.Build(), "--format", "mcuboot");
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "--boot-key");
    }

    [TestMethod]
    public async Task Release_OpaqueImageWithoutVersion_SaysSo()
    {
        Outcome outcome = await ReleaseAsync(new byte[100]);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "--image-version");
    }

    [TestMethod]
    public async Task Release_OpaqueThatLooksLikeMcuBoot_Warns()
    {
        Outcome warned = await ReleaseAsync(Right.Build(), "--image-version", "1.2.3.4");
        StringAssert.Contains(warned.Error, "--format mcuboot");
        Outcome other = await ReleaseAsync(new byte[100], "--image-version", "1.2.3.4");
        Assert.IsFalse(other.Error.Contains("--format mcuboot", StringComparison.Ordinal), other.Error);
    }

    [TestMethod]
    public async Task Release_OpaqueWithABootKey_IsRefused()
    {
        Outcome outcome = await ReleaseAsync(new byte[100], "--image-version", "1", "--boot-key", BootKey);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "--format mcuboot");
    }

    [TestMethod]
    public async Task BootKey_PrivateOrNone_IsRefusedWithoutShowingIt()
    {
        string secret = McuBootWriter.Key(1).ExportPkcs8PrivateKeyPem();
        foreach (string pem in new[] { "", "no key", secret, new string('x', 20_000) })
        {
            Outcome outcome = await InspectAsync(Right.Build(), "--boot-key", _desk.Write("k.pem", pem));
            Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
            Assert.IsFalse(outcome.ToString().Contains("MIG", StringComparison.Ordinal), "the key is shown");
        }
    }

    [TestMethod]
    public async Task Slot_WithoutRoom_IsRefused()
    {
        Outcome outcome = await InspectAsync(Right.Build(), "--boot-key", BootKey, "--slot-size", "8192");
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        StringAssert.Contains(outcome.Error, "no room");
    }

    private async Task RefusedAsync(string because, byte[] image, params string[] more)
    {
        Outcome outcome = await ReleaseAsync(image, ["--format", "mcuboot", "--boot-key", BootKey, .. more]);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, because);
        StringAssert.Contains(outcome.Error, "imgtool sign");
        Assert.IsFalse(Directory.Exists(_desk.Path("release")));
    }

    /// <summary>Stops before the chain at the latest: no node listens.</summary>
    private Task<Outcome> ReleaseAsync(byte[] image, params string[] more)
    {
        string file = _desk.Path("app.bin");
        File.WriteAllBytes(file, image);
        return _desk.RunAsync(
            "vendor release --domain example.com --product sensor --reward 1wei --origin http://127.0.0.1:1"
                + " --rpc http://127.0.0.1:1 --image",
            [
                file, "--fleet", file, "--account", file, "--manifest-key", file,
                "--out", _desk.Path("release"), .. more,
            ]);
    }

    private Task<Outcome> InspectAsync(byte[] image, params string[] more)
    {
        string file = _desk.Path("app.bin");
        File.WriteAllBytes(file, image);
        return _desk.RunAsync("vendor inspect", [file, .. more]);
    }
}

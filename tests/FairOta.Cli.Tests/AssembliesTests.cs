using System.IO;
using System.Threading.Tasks;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

[TestClass]
public sealed class AssembliesTests
{
    private readonly Desk _desk = new();

    [TestCleanup]
    public void Leave() => _desk.Dispose();

    [TestMethod]
    public async Task VendorAssemblies_OfPeFiles_PacksThemInOrder()
    {
        Outcome outcome = await _desk.RunAsync(
            $"vendor assemblies --assembly {Pe("Library", 200)} --assembly {Pe("App", 300)} --entry App.Program --json "
            + "--out",
            _desk.Path("app.set"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        byte[] set = File.ReadAllBytes(_desk.Path("app.set"));
        Assert.AreEqual(set.Length, (int)outcome.Json["bytes"]!);
        Assert.AreEqual(2, (int)outcome.Json["payloadFormat"]!);
        Assert.AreEqual(2 + (set[0] << 8 | set[1]) + 500, set.Length);
    }

    [TestMethod]
    public async Task VendorAssemblies_OfATooLargeFile_WritesNothing()
    {
        Outcome outcome = await _desk.RunAsync(
            $"vendor assemblies --assembly {Pe("App", 17000)} --entry App.Program --out", _desk.Path("app.set"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        Assert.IsFalse(File.Exists(_desk.Path("app.set")));
    }

    [TestMethod]
    public async Task VendorAssemblies_WhereAFileIs_ReplacesNone()
    {
        _desk.Write("app.set", "mine");
        Outcome outcome = await _desk.RunAsync(
            $"vendor assemblies --assembly {Pe("App", 200)} --entry App.Program --out", _desk.Path("app.set"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        Assert.AreEqual("mine", File.ReadAllText(_desk.Path("app.set")));
    }

    [TestMethod]
    public async Task VendorInspect_OfASet_ShowsItsAssembliesInOrder()
    {
        Outcome outcome = await _desk.RunAsync("vendor inspect --json", await SetAsync());
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        Assert.AreEqual("assemblies", (string)outcome.Json["format"]!);
        Assert.AreEqual("App.Program", (string)outcome.Json["entry"]!);
        Assert.AreEqual("Library", (string)outcome.Json["assemblies"]![0]!["name"]!);
        Assert.AreEqual(300, (int)outcome.Json["assemblies"]![1]!["bytes"]!);
        Outcome said = await _desk.RunAsync("vendor inspect", await SetAsync());
        StringAssert.Contains(said.Output, "assembly App, 300 bytes");
    }

    [TestMethod]
    public async Task VendorInspect_OfABrokenSet_SaysWhy()
    {
        string path = await SetAsync();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Outcome outcome = await _desk.RunAsync("vendor inspect", path);
        Assert.AreEqual(ExitCodes.Refused, outcome.Code);
        StringAssert.Contains(outcome.Error, "not as long as its assemblies");
    }

    [TestMethod]
    public async Task VendorRelease_OfWhatDevicesRefuse_SaysWhyBeforeAnythingElse()
    {
        string path = await SetAsync();
        byte[] set = File.ReadAllBytes(path);
        Outcome taken = await ReleaseAsync(path);
        Assert.DoesNotContain("assembly set", taken.Error);
        File.WriteAllBytes(path, [.. set, 0]);
        await RefusedAsync(path, "not as long as its assemblies");
        set[^300] ^= 1;
        File.WriteAllBytes(path, set);
        await RefusedAsync(path, "App is no .pe");
        await RefusedAsync(_desk.Write("app.bin", "no set"), "fairota vendor assemblies");
    }

    private async Task RefusedAsync(string image, string because)
    {
        Outcome outcome = await ReleaseAsync(image);
        Assert.AreEqual(ExitCodes.Usage, outcome.Code, outcome.ToString());
        StringAssert.Contains(outcome.Error, because);
    }

    /// <summary>Stops before the chain at the latest: no node listens.</summary>
    private Task<Outcome> ReleaseAsync(string image) => _desk.RunAsync(
        "vendor release --format assemblies --image-version 1 --domain example.com --product sensor --reward 1wei"
            + " --origin http://127.0.0.1:1 --rpc http://127.0.0.1:1 --image",
        image, "--fleet", image, "--account", image, "--manifest-key", image, "--out", _desk.Path("release"));

    private async Task<string> SetAsync()
    {
        string path = _desk.Path("app.set");
        File.Delete(path);
        Outcome outcome = await _desk.RunAsync(
            $"vendor assemblies --assembly {Pe("Library", 200)} --assembly {Pe("App", 300)} --entry App.Program --out",
            path);
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        return path;
    }

    private string Pe(string name, int bytes)
    {
        string path = _desk.Path(name + ".pe");
        File.WriteAllBytes(path, NanoAssemblyWriter.Write(1, bytes));
        return path;
    }
}

using System.IO;
using System.Threading.Tasks;
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
            $"vendor assemblies --assembly {Pe("Library", 20)} --assembly {Pe("App", 30)} --entry App.Program --json "
            + "--out",
            _desk.Path("app.set"));
        Assert.AreEqual(ExitCodes.Done, outcome.Code, outcome.ToString());
        byte[] set = File.ReadAllBytes(_desk.Path("app.set"));
        Assert.AreEqual(set.Length, (int)outcome.Json["bytes"]!);
        Assert.AreEqual(2, (int)outcome.Json["payloadFormat"]!);
        Assert.AreEqual(2 + (set[0] << 8 | set[1]) + 50, set.Length);
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
            $"vendor assemblies --assembly {Pe("App", 20)} --entry App.Program --out", _desk.Path("app.set"));
        Assert.AreEqual(ExitCodes.Usage, outcome.Code);
        Assert.AreEqual("mine", File.ReadAllText(_desk.Path("app.set")));
    }

    private string Pe(string name, int bytes)
    {
        byte[] content = new byte[bytes];
        "NFMRK1"u8.CopyTo(content);
        string path = _desk.Path(name + ".pe");
        File.WriteAllBytes(path, content);
        return path;
    }
}

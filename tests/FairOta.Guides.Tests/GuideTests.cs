using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Guides.Tests;

/// <summary>Guides do what they say, followed to the letter with the tool as it is packed and installed.</summary>
[TestClass]
public sealed class GuideTests
{
    private const string Vendor = "sdk/guides/vendor.md", Distributor = "sdk/guides/distributor.md";
    private const string Device = "firmware/guides/device-maker.md", Network = "sdk/guides/test-network.md";

    private static InstalledTool? _tool;

    [ClassInitialize]
    public static async Task InstallAsync(TestContext _) => _tool = await InstalledTool.InstallAsync();

    [ClassCleanup]
    public static void Uninstall() => _tool?.Dispose();

    [TestMethod]
    public async Task VendorsGuide_FollowedToTheLetter_UpdatesAndPays()
    {
        using Walk walk = NewWalk();
        string said = await walk.Follow(Vendor, Guide.Read(Vendor)).DoneAsync();
        Assert.AreEqual(2, Count(said, "Updated from 0.0.0.0 to 1.0.0.0."), said);
        StringAssert.Contains(said, "2 of 2 devices (100 %) delivered", said);
        StringAssert.Contains(said, "reported 2 installed, 0 failed, 0 refused", said);
    }

    [TestMethod]
    public async Task DistributorsGuide_AfterTheVendorsHalf_EarnsAndWithdraws()
    {
        using Walk walk = NewWalk();
        IEnumerable<Block> half = Guide.Read(Vendor).TakeWhile(
            block => !block.Heading.StartsWith("7.", StringComparison.Ordinal));
        string said = await walk.Follow(Vendor, half).Follow(Distributor, Guide.Read(Distributor)).DoneAsync();
        Assert.AreEqual(1, Count(said, "Updated from 0.0.0.0 to 1.0.0.0."), said);
        StringAssert.Contains(said, "0.0005 ETH earned", said);
    }

    [TestMethod]
    public async Task DeviceMakersGuide_FollowedToTheLetter_UpdatesADeviceAndBuildsABoard()
    {
        using Walk walk = NewWalk();
        string said = await walk.Follow(Device, Guide.Read(Device)).DoneAsync();
        Assert.AreEqual(1, Count(said, "Updated from 0.0.0.0 to 1.1.0.0."), said);
        StringAssert.Contains(said, "FairOta.Boards.Esp32", said);
        StringAssert.Contains(said, "device-config", said);
        StringAssert.Contains(await File.ReadAllTextAsync(Path.Combine(walk.Folder, "storm.html")), "<html", said);
    }

    /// <summary>Upon a private chain with the public one's number, and with ether from nowhere.</summary>
    [TestMethod]
    public async Task NetworksGuide_UponAChainOfThatNumber_DeploysAndPrices()
    {
        const string faucet = """
            account=$(node -p "JSON.parse(require('fs').readFileSync('keys/account.json')).address")
            node -e "fetch(process.env.FAIROTA_RPC, {method: 'POST', headers: {'content-type': 'application/json'},
              body: JSON.stringify({jsonrpc: '2.0', id: 1, method: 'anvil_setBalance',
              params: ['0x$account', '0xde0b6b3a7640000']})}).then(r => r.text())"
            """;
        using Walk walk = NewWalk();
        IReadOnlyList<Block> blocks = Guide.Read(Network);
        Block chain = new(
            0, "", "in its own terminal, until: Listening on",
            "\"$FAIROTA_REPO/contracts/node_modules/.bin/anvil\" --port 8545 --chain-id 11155111");
        string said = await walk.Follow("a private chain", [chain])
            .Follow("its URL", [new Block(0, "", "", "export YOUR_RPC_URL=http://127.0.0.1:8545")])
            .Follow(Network, blocks.Take(2))
            .Say(faucet)
            .Follow(Network, blocks.Skip(2))
            .DoneAsync();
        StringAssert.Contains(said, "on chain 11155111", said);
        StringAssert.Contains(said, "can be released; nothing was written or sent", said);
        Assert.IsTrue(File.Exists(Path.Combine(walk.Folder, "deployments", "11155111.json")), said);
    }

    [TestMethod]
    public async Task Tool_Installed_TellsItsVersionAndItsCommands()
    {
        using Walk walk = NewWalk();
        string said = await walk.Say("fairota --version; fairota --help").DoneAsync();
        StringAssert.Contains(said, "0.1.0", said);
        StringAssert.Contains(said, "distributor", said);
    }

    private static Walk NewWalk() => new(_tool!.Folder);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

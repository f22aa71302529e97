using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Run;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>
/// What a command line may not ask for, and what wrong input comes to. None of these starts a network.
/// </summary>
[TestClass]
public class CommandLineTests
{
    [TestMethod]
    [DataRow("--devices", "0")]
    [DataRow("--devices", "1001")]
    [DataRow("--devices", "many")]
    [DataRow("--distributors", "0")]
    [DataRow("--distributors", "21")]
    [DataRow("--seed", "-1")]
    [DataRow("--rpc", "file:///etc/passwd")]
    [DataRow("--rpc", "not a url")]
    [DataRow("sandbox", "--devices", "4")]
    [DataRow("--no-such-option")]
    [DataRow("run", "small-fleet", "--bogus")]
    [DataRow("run", "small-fleet", "--check-determinism", "--chain", "evm")]
    [DataRow("run", "small-fleet", "--check-determinism", "--trace", "t")]
    [DataRow("run", "small-fleet", "--check-determinism", "--html", "h")]
    [DataRow("explore", "--minutes", "0.01", "--keep", "/no/such/folder/seeds")]
    public async Task CommandLine_OutOfRangeOrMalformed_FailsAsBadInput(params string[] arguments) =>
        Assert.AreEqual(ExitCodes.BadInput, await SimulatorCommand.RunAsync(arguments), string.Join(' ', arguments));

    [TestMethod]
    public void CommandLine_EveryOption_IsUnderstood()
    {
        string[] run =
        [
            "--image", "a", "--devices", "1000", "--distributors", "20", "--seed", "18446744073709551615",
            "--rpc", "http://127.0.0.1:8545", "--key-file", "k", "--json", "j", "--folder", "f",
        ];
        Assert.AreEqual(0, SimulatorCommand.Create().Parse(run).Errors.Count);
        Assert.AreEqual(0, SimulatorCommand.Create().Parse(["sandbox", "--json", "--seed", "2"]).Errors.Count);
    }

    [TestMethod]
    public void Profiles_OnTheCommandLine_HaveTheNamesOfTheirBoards()
    {
        CollectionAssert.AreEqual(
            new[] { "esp32", "esp32-s3", "stm32f7", "meadow-f7" },
            FairOta.Simulator.Hardware.DeviceProfiles.All.Select(profile => profile.ToString()).ToArray());
        Assert.AreEqual(
            0, SimulatorCommand.Create().Parse(["run", "small-fleet", "--profile", "stm32f7"]).Errors.Count);
        Assert.AreEqual(1, SimulatorCommand.Create().Parse(["run", "small-fleet", "--profile", "z80"]).Errors.Count);
    }

    [TestMethod]
    public async Task Run_WithoutItsImage_FailsAsBadInput()
    {
        int code = await SimulatorCommand.Create().Parse(["--image", "/no/such/image"]).InvokeAsync();
        Assert.AreEqual(ExitCodes.BadInput, code);
    }

    [TestMethod]
    public async Task Run_WithAnUnusableKeyFile_FailsAsBadInput()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "not a key");
            int code = await SimulatorCommand.Create()
                .Parse(["--key-file", file, "--rpc", "http://127.0.0.1:1"]).InvokeAsync();
            Assert.AreEqual(ExitCodes.BadInput, code);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public async Task Run_WithAKeyFileForAPrivateChain_FailsAsBadInput() =>
        Assert.AreEqual(ExitCodes.BadInput, await SimulatorCommand.RunAsync(["--key-file", "any"]));

    [TestMethod]
    public async Task Run_OnANodeThatIsNotThere_FailsAsNoNetwork() =>
        Assert.AreEqual(ExitCodes.NoNetwork, await SimulatorCommand.RunAsync(["--rpc", "http://127.0.0.1:1"]));

    [TestMethod]
    public void Seed_SameNumber_GivesTheSameKeysAndOthersDoNot()
    {
        CollectionAssert.AreEqual(new Seed(7).PrivateKey("a"), new Seed(7).PrivateKey("a"));
        CollectionAssert.AreNotEqual(new Seed(7).PrivateKey("a"), new Seed(8).PrivateKey("a"));
        CollectionAssert.AreNotEqual(new Seed(7).PrivateKey("a"), new Seed(7).PrivateKey("b"));
        byte[] stream = new Seed(7).Stream("image", 100);
        Assert.AreEqual(100, stream.Length);
        CollectionAssert.AreEqual(stream.Take(40).ToArray(), new Seed(7).Stream("image", 40));
    }

    [TestMethod]
    public void WorkFolder_ThatHoldsSomething_IsRefusedAndLeftAlone()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        string file = Path.Combine(folder.FullName, "precious");
        File.WriteAllText(file, "1");
        Assert.ThrowsExactly<IOException>(() => new WorkFolder(folder));
        Assert.AreEqual("1", File.ReadAllText(file));
        folder.Delete(recursive: true);
    }

    [TestMethod]
    public void ImageFile_EmptyOrMissing_IsRefused()
    {
        string empty = Path.GetTempFileName();
        Assert.ThrowsExactly<IOException>(() => ImageFile.Read(new FileInfo(empty)));
        File.Delete(empty);
        Assert.ThrowsExactly<IOException>(() => ImageFile.Read(new FileInfo(empty)));
    }
}

using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>The simulator's own command line, over real HTTP and a real EVM.</summary>
[TestClass]
public sealed class SimulatorTests
{
    private string _folder = "";

    [TestInitialize]
    public void Begin() => _folder = Directory.CreateTempSubdirectory("fairota-simulator-").FullName;

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(1)]
    [DataRow(100_000)]
    [DataRow(4 << 20)]
    public async Task Run_WithAnImageOfAnySize_UpdatesEveryDeviceAndBalances(int imageBytes)
    {
        string image = Path.Combine(_folder, "image.bin"), report = Path.Combine(_folder, "report.json");
        await File.WriteAllBytesAsync(image, Keys.Stream("image", imageBytes));

        int code = await SimulatorCommand.Create()
            .Parse(["--devices", "3", "--distributors", "2", "--image", image, "--json", report]).InvokeAsync();

        Assert.AreEqual(0, code);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        JsonElement root = json.RootElement;
        Assert.AreEqual(imageBytes, root.GetProperty("release").GetProperty("imageBytes").GetInt32());
        JsonElement[] devices = [.. root.GetProperty("devices").EnumerateArray()];
        Assert.HasCount(3, devices);
        Assert.IsTrue(devices.All(device => device.GetProperty("updated").GetBoolean()));
        Assert.AreEqual(0, root.GetProperty("bookMistakes").GetArrayLength());
        BigInteger earned = root.GetProperty("distributors").EnumerateArray()
            .Aggregate(BigInteger.Zero, (sum, distributor) => sum + Wei(distributor, "earnedWei"));
        JsonElement vendor = root.GetProperty("vendor");
        Assert.AreEqual(Wei(vendor, "paidWei"), earned);
        Assert.AreEqual(Wei(vendor, "lockedWei"), earned + Wei(vendor, "leftWei"));
    }

    private static BigInteger Wei(JsonElement of, string name) => BigInteger.Parse(
        of.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}

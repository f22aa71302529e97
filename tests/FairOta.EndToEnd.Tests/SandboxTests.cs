using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host;
using FairOta.Platforms.Host.Memory;
using FairOta.Simulator.Commands;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>The sandbox as a stranger's program uses it: its line, and a device that knows only that.</summary>
[TestClass]
public sealed class SandboxTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestMethod]
    public async Task Sandbox_DeviceOfItsLine_IsUpdatedOverHttp()
    {
        using CancellationTokenSource patience = new(Patience);
        // The sandbox is killed like any test's child, so it must not have to tidy up after itself.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("fairota-sandbox-");
        ConcurrentQueue<string> errors = [];
        using Process sandbox = Start(folder, errors);
        try
        {
            string line = await sandbox.StandardOutput.ReadLineAsync(patience.Token)
                ?? throw new InvalidOperationException(string.Join('\n', errors));
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement facts = json.RootElement;
            AssertNames(facts);

            VirtualDevice device = VirtualDevice.Of(facts);
            await device.RunAsync(patience.Token);

            Assert.IsGreaterThan(0, device.Agent.InstalledVersion.CompareTo(VirtualDevice.Before));
            Assert.AreEqual(256 * 1024, device.Slots.RunningImage.Length);
        }
        finally
        {
            sandbox.Kill(entireProcessTree: true);
            await sandbox.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(DirectoryInfo folder, ConcurrentQueue<string> errors)
    {
        ProcessStartInfo info = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] arguments =
            [typeof(SimulatorCommand).Assembly.Location, "sandbox", "--json", "--folder", folder.FullName];
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        Process process = Process.Start(info)!;
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        return process;
    }

    private static void AssertNames(JsonElement facts)
    {
        string[] names =
        [
            "rpcUrl", "chainId", "escrow", "deploymentBlock", "distributors", "originUrl", "productId",
            "manifestPublicKey", "releaseId", "deviceSeed", "deviceCount", "devices", "fundedDistributorKey",
        ];
        CollectionAssert.AreEquivalent(names, facts.EnumerateObject().Select(property => property.Name).ToArray());
        Assert.IsGreaterThanOrEqualTo(5, facts.GetProperty("devices").GetArrayLength());
        foreach (JsonElement device in facts.GetProperty("devices").EnumerateArray())
        {
            CollectionAssert.AreEqual(
                Ecdsa.Address(Hex(device, "key")), Hex(device, "address"));
        }
    }

    private static byte[] Hex(JsonElement of, string name)
    {
        string text = of.GetProperty(name).GetString()!;
        Assert.IsTrue(text.StartsWith("0x", StringComparison.Ordinal), name);
        return Bytes.FromHex(text[2..]);
    }

    /// <summary>A device of the sandbox over real HTTP, with its slots in memory.</summary>
    private sealed class VirtualDevice(AgentConfiguration board, AgentPorts ports, HttpLink link, MemorySlots slots)
    {
        public static ImageVersion Before { get; } = ImageVersion.Parse("0.0.0.1");

        public DeviceAgent Agent { get; private set; } = new(board, ports);

        public MemorySlots Slots => slots;

        public static VirtualDevice Of(JsonElement facts)
        {
            ISymmetric symmetric = new HostSymmetric();
            PowerSupply power = new();
            MemorySlots slots = new([1], power);
            HttpLink link = new(Patience, TimeProvider.System);
            AgentConfiguration board = new()
            {
                ProductId = Hex(facts, "productId"),
                ManifestKeys = [Hex(facts, "manifestPublicKey")],
                Origins = [facts.GetProperty("originUrl").GetString()!],
                Distributors = [.. facts.GetProperty("distributors").EnumerateArray().Select(
                    d => new Source(Hex(d, "address"), d.GetProperty("url").GetString()!))],
                InstalledVersion = Before,
                ConfirmAtStart = true,
                AllowPrivateHosts = true,
            };
            board.Limits.KeyPollMs = 500;
            AgentPorts ports = new()
            {
                Link = link,
                Staging = new MemoryStaging(1 << 20, power),
                State = new MemoryStateStore(power),
                Slot = slots,
                Trial = slots,
                Clock = new SystemClock(TimeProvider.System),
                Key = new SoftwareDeviceKey(symmetric, Hex(facts.GetProperty("devices")[0], "key")),
                Symmetric = symmetric,
            };
            return new VirtualDevice(board, ports, link, slots);
        }

        public async Task RunAsync(CancellationToken cancel)
        {
            using (link)
            {
                while (await new DeviceRunner(Agent, link, ports.Clock, TimeProvider.System).RunAsync(true, cancel)
                    == StepOutcome.RestartNeeded)
                {
                    slots.Restart();
                    Agent = new DeviceAgent(board, ports);
                }
            }
        }
    }
}

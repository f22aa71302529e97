using System;
using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Cli.Output;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host;
using FairOta.Platforms.Storage;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Runs a gateway-class device on this machine: the agent over files and HttpClient.</summary>
internal sealed class DeviceRunCommand : ToolCommand
{
    private const long StagingBytes = Limits.MaxImageBytes + 2L * Limits.MaxSegmentBytes;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string?> _key;
    private readonly Option<string?> _device;
    private readonly Option<string> _data;
    private readonly ConfigurationOptions _configuration;
    private readonly McuBootOptions _bootloader;
    private readonly Option<bool> _once;
    private readonly Option<long?> _timeout;
    private readonly Option<long> _poll;
    private readonly Option<long> _originDelay;

    public DeviceRunCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "run", "Keep this device's firmware up to date, through whoever serves it honestly.")
    {
        _device = Has(Opt.Of<string?>(
            "--device", "folder", "What 'fleet provision' made for a device; in place of the key and the options "
            + "that say what a device knows.", Opt.ExistingFolder));
        _key = Has(Opt.Of<string?>("--key", "file", "The device's key file.", Opt.ExistingFile));
        _passphrase = new PassphraseOptions(this);
        _data = Has(Opt.Of(
            "--data", "folder", "State, staging and image slots; made if need be.", Opt.AnyPath, required: true));
        _configuration = new ConfigurationOptions(this, otherwise: _device);
        _bootloader = new McuBootOptions(this);
        _once = Has(Opt.Switch(
            "--once", "End once there is nothing to update, instead of looking for updates for ever."));
        _timeout = Has(Opt.Of<long?>(
            "--timeout", "seconds", "With --once: give up after this long.",
            text => Opt.Number(1, 7 * 24 * 3600)(text)));
        _poll = Has(Opt.Of("--poll", "seconds", "How often to look for updates.", Opt.Number(1, 7 * 24 * 3600), 3600L));
        _originDelay = Has(Opt.Of(
            "--origin-delay", "seconds", "How long no distributor must serve before an origin's package is taken.",
            Opt.Number(0, 7 * 24 * 3600), 3600L));
        Validators.Add(result =>
        {
            if (result.GetResult(_key) is null == result.GetResult(_device) is null)
                result.AddError("Either --device or --key is required.");
        });
        Examples =
        [
            "fairota device run --key fleet/device-0.json --data device-0 --domain acme.example --product sensor \\",
            "    --signer 02… --origin https://ota.acme.example",
            "fairota device run --key device.json --data device --domain acme.example --product sensor \\",
            "    --signer 02… --origin https://ota.acme.example --no-reports   # keeps to itself how installations end",
            "fairota device run --device boards/device-0 --data device-0 --boot-key boot.pem --slot-size 1048576",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair key = call.Get(_device) is string device
            ? DeviceFolder.ReadKey(device)
            : _passphrase.Read(call, call.Get(_key)!, KeyKind.Device);
        McuBootBootloader? bootloader = _bootloader.Get(call);
        string data = Directory.CreateDirectory(call.Require(_data)).FullName;
        using FileStream alone = Lock(data);
        using var slots = new FileSlots(Path.Combine(data, "slots"), bootloader);
        var storage = new FileStorage(Path.Combine(data, "storage"));
        var clock = new SystemClock(call.Terminal.Time);
        using var link = new HttpLink(TimeSpan.FromMinutes(5), call.Terminal.Time);
        var heard = new HeardLink(link);
        ISymmetric symmetric = new HostSymmetric();
        var ports = new AgentPorts
        {
            Link = heard,
            Staging = new StoredPackage(storage, StagingBytes),
            State = new RecordStore(storage, symmetric),
            Slot = slots,
            Trial = slots,
            Clock = clock,
            Key = new SoftwareDeviceKey(symmetric, key.Secret),
            Symmetric = symmetric,
            Observer = new DeviceObserver(call),
        };
        using CancellationTokenSource? timeout = call.Get(_timeout) is long seconds
            ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), call.Terminal.Time)
            : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            call.Cancellation, timeout?.Token ?? CancellationToken.None);
        call.Log($"Device {key.Address} runs.");
        try
        {
            return await RunAgentsAsync(call, ports, slots, link, heard, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout?.IsCancellationRequested == true)
        {
            throw heard.HasHeard
                ? new CliException(ExitCodes.Refused, "The update is not done in time; repeat the command to go on.")
                : NobodyAnswered;
        }
        catch (OperationCanceledException) when (!call.Get(_once))
        {
            call.Log("Stopping …");
            return ExitCodes.Done;
        }
    }

    private static CliException NobodyAnswered =>
        new(ExitCodes.Network, "No source answered; check --origin and the network.");

    /// <summary>Every restart that an agent asks for is a new agent over the same files, after the bootloader had its
    /// turn.</summary>
    private async Task<int> RunAgentsAsync(
        Invocation call, AgentPorts ports, FileSlots slots, HttpLink link, HeardLink heard,
        CancellationToken stop)
    {
        AgentConfiguration board = Board(call);
        string? before = null;
        while (true)
        {
            string image = Start(slots);
            var agent = new DeviceAgent(board, ports);
            before ??= agent.InstalledVersion.ToString();
            var runner = new DeviceRunner(agent, link, ports.Clock, call.Terminal.Time);
            StepOutcome outcome = await runner.RunAsync(call.Get(_once), stop).ConfigureAwait(false);
            if (slots.Refusal is string refusal) call.Log(refusal);
            if (outcome == StepOutcome.RestartNeeded) continue;
            if (!heard.HasHeard) throw NobodyAnswered;
            string now = agent.InstalledVersion.ToString();
            return call.Done(
                new JsonObject
                {
                    ["device"] = Convert.ToHexStringLower(ports.Key.Address).Insert(0, "0x"),
                    ["versionBefore"] = before,
                    ["version"] = now,
                    ["updated"] = now != before,
                    ["image"] = File.Exists(image) ? image : null,
                },
                now == before ? $"{now} is installed; nothing newer is there." : $"Updated from {before} to {now}.");
        }
    }

    private AgentConfiguration Board(Invocation call)
    {
        AgentConfiguration board = call.Get(_device) is string device
            ? DeviceFolder.ReadConfiguration(device)
            : _configuration.Get(call);
        bool isForMcuBoot = _bootloader.Get(call) is not null;
        board.PayloadFormat = isForMcuBoot ? PayloadFormat.McuBoot : PayloadFormat.Opaque;
        board.ConfirmAtStart = true;

        // A gateway has memory and a clock to spare; the agent's defaults are a microcontroller's.
        board.Limits = new AgentLimits
        {
            PieceBytes = 64 * 1024,
            ReadBytes = 16 * 1024,
            SegmentsPerStep = 64,
            KeyPollMs = 2000,
            LongestRetryMs = 30_000,
            OriginDelayMs = (int)call.Require(_originDelay) * 1000,
            DiscoveryMs = (int)Math.Min(int.MaxValue, call.Require(_poll) * 1000),
        };
        return board;
    }

    private static string Start(FileSlots slots)
    {
        try
        {
            return SlotBootloader.Start(slots);
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCodes.Refused, e.Message);
        }
    }

    private static FileStream Lock(string data)
    {
        try
        {
            string path = Path.Combine(data, "lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CliException(ExitCodes.Usage, $"Another process runs the device in {data}.");
        }
    }
}

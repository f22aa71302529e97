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
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Runs a gateway-class device on this machine: the agent over files and HttpClient.</summary>
internal sealed class DeviceRunCommand : ToolCommand
{
    private const long StagingBytes = Limits.MaxImageBytes + 2L * Limits.MaxSegmentBytes;
    private readonly ProductOptions _product;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _key;
    private readonly Option<string> _data;
    private readonly Option<byte[][]> _signers;
    private readonly Option<string[]> _origins;
    private readonly Option<Uri?> _node;
    private readonly Option<ImageVersion> _version;
    private readonly Option<long> _counter;
    private readonly Option<long> _hardware;
    private readonly Option<bool> _once;
    private readonly Option<long?> _timeout;
    private readonly Option<long> _poll;
    private readonly Option<long> _originDelay;
    private readonly Option<bool> _private;

    public DeviceRunCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "run", "Keep this device's firmware up to date, through whoever serves it honestly.")
    {
        _key = Has(Opt.Of("--key", "file", "The device's key file.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _data = Has(Opt.Of(
            "--data", "folder", "State, staging and image slots; made if need be.", Opt.AnyPath, required: true));
        _product = new ProductOptions(this);
        _signers = Has(Opt.Many("--signer", "key", "Manifest key to trust, 66 hex digits.", Signer, required: true));
        _origins = Has(Opt.Many("--origin", "url", "Base URL of an origin.", Opt.Url, required: true));
        _node = Has(Opt.Of<Uri?>(
            "--node", "url", "JSON-RPC URL of a node, as one more source of keys.", text => new Uri(text)));
        _version = Has(Opt.Of(
            "--installed-version", "1.2.3.4", "What the device came with.", ImageVersion.Parse,
            new ImageVersion(0, 0, 0, 0)));
        _counter = Has(Opt.Of(
            "--installed-counter", "number", "Security counter of that.", Opt.Number(0, long.MaxValue), 0L));
        _hardware = Has(Opt.Of("--hardware", "number", "Hardware revision.", Opt.Number(0, long.MaxValue), 0L));
        _once = Has(Opt.Switch(
            "--once", "End once there is nothing to update, instead of looking for updates for ever."));
        _timeout = Has(Opt.Of<long?>(
            "--timeout", "seconds", "With --once: give up after this long.",
            text => Opt.Number(1, 7 * 24 * 3600)(text)));
        _poll = Has(Opt.Of("--poll", "seconds", "How often to look for updates.", Opt.Number(1, 7 * 24 * 3600), 3600L));
        _originDelay = Has(Opt.Of(
            "--origin-delay", "seconds", "How long no distributor must serve before an origin's package is taken.",
            Opt.Number(0, 7 * 24 * 3600), 3600L));
        _private = Has(Opt.Switch(
            "--allow-private-networks", "Follow distributors' URLs into private networks; for development."));
        Examples =
        [
            "fairota device run --key fleet/device-0.json --data device-0 --domain acme.example --product sensor \\",
            "    --signer 02… --origin https://ota.acme.example",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair key = _passphrase.Read(call, call.Require(_key), KeyKind.Device);
        string data = Directory.CreateDirectory(call.Require(_data)).FullName;
        using FileStream alone = Lock(data);
        using var slots = new FileSlots(Path.Combine(data, "slots"));
        using var staging = new FileStaging(Path.Combine(data, "staging.bin"), StagingBytes);
        var clock = new SystemClock(call.Terminal.Time);
        var observer = new DeviceObserver(call);
        using var link = new HttpLink(TimeSpan.FromMinutes(5), call.Terminal.Time);
        ISymmetric symmetric = new HostSymmetric();
        var ports = new AgentPorts
        {
            Link = link,
            Staging = staging,
            State = new FileStateStore(Path.Combine(data, "state")),
            Slot = slots,
            Trial = slots,
            Clock = clock,
            Key = new SoftwareDeviceKey(symmetric, key.Secret),
            Symmetric = symmetric,
            Observer = observer,
        };
        using CancellationTokenSource? timeout = call.Get(_timeout) is long seconds
            ? new CancellationTokenSource(TimeSpan.FromSeconds(seconds), call.Terminal.Time)
            : null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            call.Cancellation, timeout?.Token ?? CancellationToken.None);
        call.Progress($"Device {key.Address} runs.");
        try
        {
            return await RunAgentsAsync(call, ports, slots, link, observer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout?.IsCancellationRequested == true)
        {
            throw new CliException(ExitCodes.Refused, "The update is not done in time; repeat the command to go on.");
        }
        catch (OperationCanceledException) when (!call.Get(_once))
        {
            call.Progress("Stopping …");
            return ExitCodes.Done;
        }
    }

    /// <summary>Every restart that an agent asks for is a new agent over the same files, after the bootloader had its
    /// turn.</summary>
    private async Task<int> RunAgentsAsync(
        Invocation call, AgentPorts ports, FileSlots slots, HttpLink link, DeviceObserver observer,
        CancellationToken stop)
    {
        AgentConfiguration board = Board(call);
        string? before = null;
        while (true)
        {
            string image = SlotBootloader.Start(slots);
            var agent = new DeviceAgent(board, ports);
            before ??= agent.InstalledVersion.ToString();
            var runner = new DeviceRunner(agent, link, ports.Clock, call.Terminal.Time);
            StepOutcome outcome = await runner.RunAsync(call.Get(_once), stop).ConfigureAwait(false);
            if (outcome == StepOutcome.RestartNeeded) continue;
            if (!observer.HasSeenRelease && observer.SourcesFailed > 0)
                throw new CliException(ExitCodes.Network, "No source answered; check --origin and the network.");
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

    private AgentConfiguration Board(Invocation call) => new()
    {
        ProductId = _product.Get(call).ToBytes(),
        ManifestKeys = call.Require(_signers),
        Origins = call.Require(_origins),
        NodeUrl = call.Get(_node)?.ToString(),
        InstalledVersion = call.Require(_version),
        SecurityCounter = call.Require(_counter),
        HardwareRevision = call.Require(_hardware),
        ConfirmAtStart = true,
        AllowPrivateHosts = call.Get(_private),
        Limits = new AgentLimits
        {
            // A gateway has memory and a clock to spare; the agent's defaults are a microcontroller's.
            PieceBytes = 64 * 1024,
            ReadBytes = 16 * 1024,
            SegmentsPerStep = 64,
            KeyPollMs = 2000,
            LongestRetryMs = 30_000,
            OriginDelayMs = (int)call.Require(_originDelay) * 1000,
            DiscoveryMs = (int)Math.Min(int.MaxValue, call.Require(_poll) * 1000),
        },
    };

    private static byte[] Signer(string text)
    {
        byte[] key = Convert.FromHexString(text);
        return key.Length == 33 && new Point().TryReadCompressed(key, 0)
            ? key
            : throw new FormatException("a compressed public key of 66 hex digits is expected.");
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

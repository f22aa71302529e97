using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Security.Cryptography;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Makes a release, signs it and funds it. Repeated, it goes on where it stopped and pays once.</summary>
internal sealed class VendorReleaseCommand : ToolCommand
{
    private const long DaySeconds = 24 * 3600;
    private readonly ChainOptions _chain;
    private readonly ProductOptions _product;
    private readonly FundingOptions _funding;
    private readonly Option<string> _manifestKey;
    private readonly ImageOptions _image;
    private readonly Option<string?> _fleet;
    private readonly Option<string?> _rollout;
    private readonly Option<Address> _token;
    private readonly Option<Amount> _reward;
    private readonly Option<long> _deadlineDays;
    private readonly Option<long> _validDays;
    private readonly Option<string[]> _origins;
    private readonly Option<long[]> _hardware;
    private readonly Option<long> _samples;
    private readonly TrustOptions _trust;
    private readonly Option<bool> _dryRun;
    private readonly Option<string> _out;

    public VendorReleaseCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "release", "Pack and sign a firmware image, and lock the reward for every device.")
    {
        _image = new ImageOptions(this);
        _product = new ProductOptions(this);
        _fleet = Has(Opt.Of<string?>("--fleet", "file", "Fleet list of the devices.", Opt.ExistingFile));
        _rollout = Has(Opt.Of<string?>(
            "--rollout", "folder", "Plan of a staged roll-out, instead of --fleet: its first wave is funded now, and "
            + "the others by 'vendor rollout run'.", Opt.ExistingFolder));
        _reward = Has(Opt.Of(
            "--reward", "amount",
            "What a delivery pays: 0.001eth, 5gwei, 1000wei; with --token 2.5, or 2500000units for its smallest units.",
            Amount.Parse, true));
        _token = Has(Opt.Of(
            "--token", "address", "ERC-20 token that rewards are paid in; without it they are in ETH.", Opt.Token));
        _deadlineDays = Has(Opt.Of(
            "--deadline-days", "days", "Until when distributors can claim, 3 to 365.", Opt.Number(3, 365), 14L));
        _validDays = Has(Opt.Of(
            "--valid-days", "days", "Until when devices take the release, 1 to 3650.", Opt.Number(1, 3650), 365L));
        _origins = Has(Opt.Many(
            "--origin", "url", "Base URL under which you serve; the first goes on chain.", Opt.Url, true));
        _hardware = Has(Opt.Many(
            "--hardware", "number", "Hardware revision that the image fits; without one it fits all.",
            Opt.Number(0, long.MaxValue)));
        _samples = Has(Opt.Of(
            "--samples", "count", "Samples a device checks, 32 to 64.",
            Opt.Number(Limits.MinSamples, Limits.MaxSamples), Limits.MinSamples));
        _trust = new TrustOptions(this);
        _dryRun = Has(Opt.Switch(
            "--dry-run", "Pack and check everything, and say what it would cost; nothing is written or sent."));
        _manifestKey = Has(Opt.Of("--manifest-key", "file", "Key file that signs.", Opt.ExistingFile, true));
        _funding = new FundingOptions(this);
        _chain = new ChainOptions(this);
        _out = Has(Opt.Of(
            "--out", "folder", "The release's folder. Where it holds this very release, its funding goes on.",
            Opt.AnyPath, required: true));
        Examples =
        [
            "fairota vendor release --image app.bin --image-version 1.2.0 --domain acme.example --product sensor \\",
            "    --fleet fleet/fleet.bin --reward 0.0005eth --origin https://ota.acme.example \\",
            "    --account keys/account.json --manifest-key keys/manifest.json \\",
            "    --rpc http://127.0.0.1:8545 --out releases/1.2.0",
            "fairota vendor release --dry-run --image app.bin --image-version 1.2.0 …",
            "fairota vendor release --manifest-key keys/manifest.json --trust-key keys/manifest-2.json …",
            "fairota vendor release --image app.signed.bin --format mcuboot --boot-key boot.pem \\",
            "    --slot-size 1048576 --domain acme.example …",
            "fairota vendor release --rollout plan --image app.bin …",
            "fairota vendor release --token 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48 --reward 0.5 --image app.bin …",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        Address token = call.Get(_token);
        if (token.IsZero) _ = Reward(call, TokenUnit.Ether); // what is wrong with it is said before a node is asked
        RolloutPlan? rollout = ReadRollout(call);
        ReleasedImage image = _image.Read(call);
        KeyPair account = _funding.ReadAccount(call);
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        TokenUnit unit = await connection.UnitAsync(token, call.Cancellation).ConfigureAwait(false);
        string path = call.Require(_out);
        if (Directory.Exists(path) && call.Get(_dryRun))
            throw new CliException(ExitCodes.Usage, $"{path} is there already; leave it out of a dry run.");
        ReleasePlan plan = Plan(call, image, rollout, account, connection.Network, unit);
        if (Directory.Exists(path))
        {
            using ReleaseFolder found = Find(call, path, plan);
            if (rollout is not null) Bind(call, found, rollout, unit);
            return await _funding.FundAsync(call, connection, found.Release, tranche: 0, found, () => found)
                .ConfigureAwait(false);
        }

        Release release = Build(call, plan, path);
        if (call.Get(_dryRun))
        {
            FundingQuote quote = await FundingOptions.Publisher(connection)
                .QuoteAsync(release, tranche: 0, connection.Node, call.Cancellation).ConfigureAwait(false);
            return FundingReport.DryRun(call, account.Address, release, quote, unit);
        }

        // Durable before any money moves, so that a repeat finds the same release instead of packing another; and not
        // before everything else is settled, for the next try may want other terms.
        return await _funding.FundAsync(call, connection, release, tranche: 0, known: null, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ReleaseFolder made = ReleaseFolder.Create(path, release);
            if (rollout is not null) Bind(call, made, rollout, unit);
            return made;
        }).ConfigureAwait(false);
    }

    private ReleaseFolder Find(Invocation call, string path, ReleasePlan plan)
    {
        call.Progress($"Checking the release in {path} …");
        ReleaseFolder found = ReleaseFolder.Load(path);
        bool isTrusted = _trust.IsSame(call, found.Release.Manifest.ManifestKeys);
        if (isTrusted && IsPlanned(found.Release, plan)) return found;
        bool isSent = found.Journal.Tranches.Any(tranche => tranche.State != FundingState.Planned);
        found.Dispose();
        throw new CliException(
            ExitCodes.Usage,
            $"{path} holds another release{(isSent ? "" : ", of which nothing was sent: delete the folder, or")}"
            + $"{(isSent ? ";" : "")} choose another folder with --out.");
    }

    private Release Build(Invocation call, ReleasePlan plan, string path)
    {
        KeyPair manifestKey = _funding.Passphrase.Read(call, call.Require(_manifestKey), KeyKind.Manifest);
        IReadOnlyList<byte[]>? trusts = _trust.Get(call, _funding.Passphrase, manifestKey);
        ReleasePlan whole = plan with { ManifestKeys = trusts };
        CheckAgainstOthers(call, whole, manifestKey, Path.GetDirectoryName(path)!);
        call.Progress("Packing and signing …");
        return new ReleaseBuilder(call.Terminal.Randomness, call.Terminal.Time).Build(whole, manifestKey);
    }

    /// <summary>What the releases beside this one say against it.</summary>
    private static void CheckAgainstOthers(Invocation call, ReleasePlan plan, KeyPair manifestKey, string folder)
    {
        if (plan.ClaimDeadline > plan.NotAfter)
            call.Warn("devices stop to take the release before its claim deadline.");
        if (!Directory.Exists(folder)) return;
        ReleaseCard[] others =
        [
            .. ReleaseCard.Below(folder, e => call.Warn(e.Message))
                .Where(card => card.IsSent && card.Product == plan.Product),
        ];
        string? refusal = ManifestTrust.Refusal(
            others, plan.Product, plan.Version, manifestKey.CompressedPublicKey, plan.ManifestKeys);
        if (refusal is not null) throw new CliException(ExitCodes.Refused, refusal);
        ReleaseCard? newer = others.FirstOrDefault(card => card.Manifest.Version.CompareTo(plan.Version) >= 0);
        if (newer is not null)
        {
            call.Warn(
                $"{newer.FolderPath} holds version {newer.Manifest.Version}: a device that took it refuses "
                + $"{plan.Version}.");
        }

        long counter = others.Select(card => card.Manifest.SecurityCounter).DefaultIfEmpty().Max();
        if (counter > plan.SecurityCounter)
        {
            call.Warn(
                $"a release beside this one has the security counter {counter}: a device that installed it refuses "
                + $"{plan.SecurityCounter} for ever.");
        }
    }

    private RolloutPlan? ReadRollout(Invocation call) => (call.Get(_fleet), call.Get(_rollout)) switch
    {
        (not null, null) => null,
        (null, { } path) => RolloutFolder.LoadPlan(path),
        _ => throw new CliException(ExitCodes.Usage, "One of --fleet and --rollout is needed."),
    };

    /// <summary>Before money moves, so that a repeat after an interruption finds the plan bound.</summary>
    private static void Bind(Invocation call, ReleaseFolder folder, RolloutPlan rollout, TokenUnit unit)
    {
        RolloutFolder.Bind(folder, rollout);
        BigInteger reward = folder.Release.Terms.Reward;
        for (int i = 0; i < rollout.Waves.Length; i++)
        {
            RolloutWave wave = rollout.Waves[i];
            call.Progress($"wave {i}: {wave.Name}, {wave.Devices.Count} devices, "
                + unit.Format(reward * wave.Devices.Count));
        }

        call.Progress($"all waves: {rollout.DeviceCount} devices, {unit.Format(rollout.CostFrom(reward, 0))}");
    }

    private BigInteger Reward(Invocation call, TokenUnit unit)
    {
        try
        {
            return call.Require(_reward).In(unit);
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCodes.Usage, $"--reward: {e.Message}");
        }
    }

    private ReleasePlan Plan(
        Invocation call, ReleasedImage image, RolloutPlan? rollout, KeyPair account, NetworkFile network,
        TokenUnit unit)
    {
        long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
        return new ReleasePlan
        {
            Image = image.Bytes,
            PayloadFormat = image.Format,
            Bootloader = image.Bootloader,
            Product = _product.Get(call),
            Version = image.Version,
            SecurityCounter = image.SecurityCounter,
            Fleet = rollout?.Waves[0].Devices ?? FleetFiles.Read(call.Get(_fleet)!),
            ChainId = network.ChainId,
            Escrow = network.Escrow,
            VendorAccount = account.Address,
            Token = unit.Token,
            Reward = Reward(call, unit),
            ClaimDeadline = now + call.Require(_deadlineDays) * DaySeconds,
            NotAfter = now + call.Require(_validDays) * DaySeconds,
            Origins = call.Require(_origins),
            HardwareRevisions = call.Require(_hardware),
            Samples = (int)call.Require(_samples),
        };
    }

    /// <summary>Times aside, which a repeat cannot hit again.</summary>
    private static bool IsPlanned(Release release, ReleasePlan plan)
    {
        Manifest manifest = release.Manifest;
        return manifest.ImageSha256.AsSpan().SequenceEqual(SHA256.HashData(plan.Image))
            && ProductId.FromBytes(manifest.ProductId) == plan.Product
            && manifest.Version.CompareTo(plan.Version) == 0
            && manifest.SecurityCounter == plan.SecurityCounter
            && manifest.PayloadFormat == plan.PayloadFormat
            && manifest.Samples == plan.Samples
            && manifest.Origins.SequenceEqual(plan.Origins)
            && manifest.HardwareRevisions.SequenceEqual(plan.HardwareRevisions)
            && release.Terms.Token == plan.Token
            && release.Terms.Reward == plan.Reward
            && release.Tranches[0].Devices.SequenceEqual(plan.Fleet.Devices);
    }
}

using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Shows how a staged roll-out is; changes nothing.</summary>
internal sealed class VendorRolloutStatusCommand : ToolCommand
{
    private readonly RolloutOptions _rollout;
    private readonly ChainOptions _chain;

    public VendorRolloutStatusCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "status", "Show how far each wave is, and what is due.")
    {
        _rollout = new RolloutOptions(this);
        _chain = new ChainOptions(this);
        Examples = ["fairota vendor rollout status --release releases/1.2.0 --rpc http://127.0.0.1:8545"];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using OpenRollout open = _rollout.Open(call);
        using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
        RolloutStatus status = await open.Runner(call, connection)
            .LookAsync(open.Release, open.Rollout, call.Cancellation).ConfigureAwait(false);
        call.Done(
            RolloutReport.Json(open.Release, open.Rollout, status),
            RolloutReport.Lines(open.Release, open.Rollout, status));
        return status.Decision is RolloutDecision.Stop ? ExitCodes.Refused : ExitCodes.Done;
    }
}

/// <summary>Agrees to the next wave, and funds it.</summary>
internal sealed class VendorRolloutAdvanceCommand : ToolCommand
{
    private readonly RolloutOptions _rollout;
    private readonly ChainOptions _chain;
    private readonly FundingOptions _funding;

    public VendorRolloutAdvanceCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "advance", "Agree to the next wave, whether or not it is due, and fund it.")
    {
        _rollout = new RolloutOptions(this);
        _funding = new FundingOptions(this);
        _chain = new ChainOptions(this);
        Examples = ["fairota vendor rollout advance --release releases/1.2.0 --account keys/account.json"];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using OpenRollout open = _rollout.Open(call);
        KeyPair account = _funding.ReadAccount(call);
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        using AccountOutbox outbox = _funding.Outbox(call, connection);
        RolloutRunner runner = open.Runner(call, connection, outbox);
        RolloutStatus status = await runner.LookAsync(open.Release, open.Rollout, call.Cancellation)
            .ConfigureAwait(false);
        int next = status.Seen.Waves.TakeWhile(wave => wave.IsFunded).Count();
        if (status.Decision is RolloutDecision.Stop)
            throw new CliException(
                ExitCodes.Refused, $"The roll-out is stopped: {status.Decision.Sentence} Resume it first.");
        if (next == open.Rollout.Plan.Waves.Length)
            throw new CliException(ExitCodes.Refused, "Every wave is funded already.");
        await AgreeAsync(call, open, connection, next, status.Decision.Sentence).ConfigureAwait(false);
        await open.Rollout.ChangeAsync(journal => journal.Approve(next), call.Terminal.Time, call.Cancellation)
            .ConfigureAwait(false);

        using IDisposable? driving = open.Rollout.TryDrive();
        if (driving is not null)
            status = await runner
                .StepAsync(open.Release, open.Rollout, _funding.SendAgain(call), call.Cancellation)
                .ConfigureAwait(false);
        else
            call.Progress("It is agreed to; the process that drives this roll-out funds it.");
        return call.Done(
            RolloutReport.Json(open.Release, open.Rollout, status),
            RolloutReport.Lines(open.Release, open.Rollout, status));
    }

    private async Task AgreeAsync(Invocation call, OpenRollout open, Connection connection, int next, string sentence)
    {
        FundingTerms terms = open.Release.Release.Terms;
        RolloutWave wave = open.Rollout.Plan.Waves[next];
        TokenUnit unit = await connection.UnitAsync(terms.Token, call.Cancellation).ConfigureAwait(false);
        _funding.Confirm(
            call,
            $"{sentence} Lock {unit.Format(terms.Reward * wave.Devices.Count)} on chain {connection.Network.ChainId} "
            + $"for wave {wave.Name}: {unit.Format(terms.Reward)} for each of {wave.Devices.Count} devices?");
    }
}

/// <summary>Stops a roll-out.</summary>
internal sealed class VendorRolloutStopCommand : ToolCommand
{
    private readonly RolloutOptions _rollout;
    private readonly ChainOptions _chain;
    private readonly PassphraseOptions _passphrase;
    private readonly RecallOnStop _recall;
    private readonly Option<string> _reason;

    public VendorRolloutStopCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "stop", "Fund no further wave until 'rollout resume', also by one that runs.")
    {
        _rollout = new RolloutOptions(this);
        _reason = Has(Opt.Of(
            "--reason", "text", "Why, for whoever asks later.", Reason, "Somebody stopped it."));
        _passphrase = new PassphraseOptions(this);
        _recall = new RecallOnStop(this);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor rollout stop --release releases/1.2.0 --reason \"Boards of revision 3 run hot.\"",
            "fairota vendor rollout stop --release releases/1.2.0 --recall --manifest-key keys/manifest.json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using OpenRollout open = _rollout.Open(call);
        KeyPair? manifestKey = _recall.ReadKey(call, _passphrase, open.Release);
        long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
        await open.Rollout
            .ChangeAsync(journal => journal.Stopped(call.Require(_reason), now), call.Terminal.Time, call.Cancellation)
            .ConfigureAwait(false);
        if (manifestKey is not null)
        {
            using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
            await _recall.CarryAsync(call, open, connection, manifestKey).ConfigureAwait(false);
        }

        RolloutStop stop = open.Rollout.Journal.Stop!;
        return call.Done(
            new JsonObject
            {
                ["releaseId"] = open.Release.Release.Id.ToString(),
                ["state"] = "stopped",
                ["stoppedAt"] = stop.At,
                ["sentence"] = stop.Reason,
                ["isRecalled"] = open.Release.Recall is not null,
            },
            $"stopped  {stop.Reason}");
    }

    private static string Reason(string text) => text.Length is >= 1 and <= 500
        && !text.AsSpan().ContainsAny('\r', '\n')
        ? text
        : throw new FormatException("a sentence of at most 500 characters is expected.");
}

/// <summary>Goes on in spite of the failures so far.</summary>
internal sealed class VendorRolloutResumeCommand : ToolCommand
{
    private readonly RolloutOptions _rollout;
    private readonly ChainOptions _chain;
    private readonly Option<bool> _yes;

    public VendorRolloutResumeCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "resume", "Go on with a stopped roll-out; what failed so far counts no more.")
    {
        _rollout = new RolloutOptions(this);
        _yes = Has(Opt.Switch("--yes", "Agree beforehand."));
        _chain = new ChainOptions(this);
        Examples = ["fairota vendor rollout resume --release releases/1.2.0 --yes"];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using OpenRollout open = _rollout.Open(call);
        if (open.Rollout.Journal.Stop is null)
            throw new CliException(ExitCodes.Refused, "The roll-out is not stopped.");
        using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
        RolloutRunner runner = open.Runner(call, connection);
        RolloutStatus status = await runner.LookAsync(open.Release, open.Rollout, call.Cancellation)
            .ConfigureAwait(false);
        call.Confirm(
            _yes,
            $"{status.Decision.Sentence} Go on, without counting the "
            + $"{status.Seen.Waves.Sum(wave => wave.Failures)} devices that failed so far?");
        await open.Rollout
            .ChangeAsync(journal => journal.Resumed(status.Seen), call.Terminal.Time, call.Cancellation)
            .ConfigureAwait(false);
        status = await runner.LookAsync(open.Release, open.Rollout, call.Cancellation).ConfigureAwait(false);
        call.Done(
            RolloutReport.Json(open.Release, open.Rollout, status),
            RolloutReport.Lines(open.Release, open.Rollout, status));
        return status.Decision is RolloutDecision.Stop ? ExitCodes.Refused : ExitCodes.Done;
    }
}

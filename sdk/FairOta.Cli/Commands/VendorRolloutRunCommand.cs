using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Drives a staged roll-out until it is done, stopped, or waits for somebody.</summary>
internal sealed class VendorRolloutRunCommand : ToolCommand
{
    private readonly RolloutOptions _rollout;
    private readonly ChainOptions _chain;
    private readonly FundingOptions _funding;
    private readonly Option<bool> _once;
    private readonly Option<long> _poll;
    private readonly RecallOnStop _recall;

    public VendorRolloutRunCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "run", "Follow the reports and fund wave after wave, until it is done or stopped.")
    {
        _rollout = new RolloutOptions(this);
        _once = Has(Opt.Switch("--once", "Take what is due now, and end; for a timer."));
        _poll = Has(Opt.Of(
            "--poll", "seconds", "How often chain and reports are looked at, 1 to 3600.", Opt.Number(1, 3600), 60L));
        _recall = new RecallOnStop(this);
        _funding = new FundingOptions(this);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor rollout run --release releases/1.2.0 --account keys/account.json",
            "fairota vendor rollout run --release releases/1.2.0 --account keys/account.json --once --yes --json",
            "fairota vendor rollout run --release releases/1.2.0 --account keys/account.json \\",
            "    --recall --manifest-key keys/manifest.json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using OpenRollout open = _rollout.Open(call);
        KeyPair account = _funding.ReadAccount(call);
        KeyPair? manifestKey = _recall.ReadKey(call, _funding.Passphrase, open.Release);
        using IDisposable driving = open.Rollout.TryDrive() ?? throw new CliException(
            ExitCodes.Refused, "Another process drives this roll-out already.");
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        using AccountOutbox outbox = _funding.Outbox(call, connection);
        RolloutRunner runner = open.Runner(call, connection, outbox);
        await AgreeAsync(call, open, connection, runner).ConfigureAwait(false);

        string? told = null;
        while (true)
        {
            RolloutStatus? status = await StepAsync(call, open, runner, outbox).ConfigureAwait(false);
            if (status is not null && status.Decision.Sentence != told)
            {
                told = status.Decision.Sentence;
                call.Done(
                    RolloutReport.Json(open.Release, open.Rollout, status),
                    RolloutReport.Lines(open.Release, open.Rollout, status));
            }

            switch (status?.Decision)
            {
                case RolloutDecision.Stop:
                    await _recall.CarryAsync(call, open, connection, manifestKey).ConfigureAwait(false);
                    return ExitCodes.Refused;
                case RolloutDecision.Done or RolloutDecision.AskByHand:
                    return ExitCodes.Done;
                case RolloutDecision.Fund:
                    continue;
                default:
                    if (call.Get(_once)) return status is null ? ExitCodes.Network : ExitCodes.Done;
                    break;
            }

            await Task.Delay(TimeSpan.FromSeconds(call.Get(_poll)), call.Terminal.Time, call.Cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Asks once for all that may move while this runs.</summary>
    private async Task AgreeAsync(Invocation call, OpenRollout open, Connection connection, RolloutRunner runner)
    {
        RolloutStatus status = await runner.LookAsync(open.Release, open.Rollout, call.Cancellation)
            .ConfigureAwait(false);
        RolloutPlan plan = open.Rollout.Plan;
        int first = status.Seen.Waves.TakeWhile(wave => wave.IsFunded).Count();
        int end = plan.IsByHand ? status.Journal.Approved : plan.Waves.Length;
        if (first >= end || status.Decision is RolloutDecision.Stop) return;
        BigInteger reward = open.Release.Release.Terms.Reward;
        BigInteger cost = plan.CostFrom(reward, first) - plan.CostFrom(reward, end);
        TokenUnit unit = await connection
            .UnitAsync(open.Release.Release.Terms.Token, call.Cancellation).ConfigureAwait(false);
        IEnumerable<string> waves = plan.Waves[first..end].Select(wave => $"{wave.Name} {wave.Devices.Count}");
        _funding.Confirm(
            call,
            $"Lock up to {unit.Format(cost)} on chain {connection.Network.ChainId} as waves come due, "
            + $"{unit.Format(reward)} for each device ({string.Join(", ", waves)})?");
    }

    /// <summary>Takes a step; null where a node or another host did not answer and the next try may do.</summary>
    private async Task<RolloutStatus?> StepAsync(
        Invocation call, OpenRollout open, RolloutRunner runner, AccountOutbox outbox)
    {
        try
        {
            return await runner.StepAsync(open.Release, open.Rollout, _funding.SendAgain(call), call.Cancellation)
                .ConfigureAwait(false);
        }
        catch (ChainException e) when (
            !call.Get(_once) && e is NodeException or TransactionTimeoutException or AccountBusyException)
        {
            call.Progress($"{e.Message} The next try comes in {call.Get(_poll)} s.");
            return null;
        }
        finally
        {
            outbox.Close();
        }
    }
}

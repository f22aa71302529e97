using System;
using System.CommandLine;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>How a command pays, and how it funds a tranche.</summary>
internal sealed class FundingOptions
{
    private readonly Option<string> _account;
    private readonly OutboxFileOption _outbox;
    private readonly Option<bool> _yes = Opt.Yes();
    private readonly Option<bool> _sendAgain = Opt.Switch(
        "--send-again", "Send although an earlier try may still come; only after looking at the account.");

    public FundingOptions(Command command)
    {
        _account = Opt.Of("--account", "file", "Key file of the vendor's account, which pays.", Opt.ExistingFile, true);
        command.Add(_account);
        Passphrase = new PassphraseOptions(command);
        _outbox = new OutboxFileOption(command);
        command.Add(_yes);
        command.Add(_sendAgain);
    }

    /// <summary>Unlocks key files.</summary>
    public PassphraseOptions Passphrase { get; }

    /// <summary>The account's key.</summary>
    public KeyPair ReadAccount(Invocation call) => Passphrase.Read(call, call.Require(_account), KeyKind.Account);

    /// <summary>Where what the account sends is written down.</summary>
    public AccountOutbox Outbox(Invocation call, Connection connection) =>
        _outbox.Of(call, connection, call.Require(_account));

    /// <summary>Whether to send although an earlier try may still come.</summary>
    public bool SendAgain(Invocation call) => call.Get(_sendAgain);

    /// <summary>Asks before money moves.</summary>
    public void Confirm(Invocation call, string question) => call.Confirm(_yes, question);

    /// <summary>Has a tranche funded, asking first unless it is there already.</summary>
    /// <param name="call">The command.</param>
    /// <param name="connection">The chain.</param>
    /// <param name="release">The release, with the tranche.</param>
    /// <param name="tranche">The tranche.</param>
    /// <param name="known">The folder that holds the tranche; null where none does yet.</param>
    /// <param name="keep">Makes it durable, once nothing speaks against it: what is refused leaves nothing behind that
    /// other terms would run into.</param>
    public async Task<int> FundAsync(
        Invocation call, Connection connection, Release release, int tranche, ReleaseFolder? known,
        Func<ReleaseFolder> keep)
    {
        using AccountOutbox outbox = Outbox(call, connection);
        Publisher publisher = Publisher(connection, outbox);
        TokenUnit unit = await connection.UnitAsync(release.Terms.Token, call.Cancellation).ConfigureAwait(false);
        ReleaseView? there = await publisher.FindAsync(release.Id, call.Cancellation).ConfigureAwait(false);
        if ((there?.Tranches.Count ?? 0) <= tranche && known?.Journal.Tranches[tranche].Transaction is null)
        {
            if (known?.Recall is not null) throw new CliException(ExitCodes.Refused, "The release is recalled.");
            FundingQuote quote = await publisher
                .QuoteAsync(release, tranche, connection.Node, call.Cancellation).ConfigureAwait(false);
            FundingReport.Warn(call, quote, unit);
            FundingReport.RequireFunds(connection.Wallet!.Address, quote, unit);
            call.Progress($"The fee is about {Amount.Format(quote.Fee)} now.");
            Confirm(
                call,
                $"Lock {unit.Format(quote.Locked)} on chain {connection.Network.ChainId}: "
                + $"{unit.Format(release.Terms.Reward)} for each of {quote.Devices} devices"
                + (unit.Token.IsZero ? "?" : $", in the token {unit.Token} of {unit.Decimals} decimals?"));
        }

        ReleaseFolder folder = known ?? keep();
        try
        {
            call.Progress("Funding …");
            Publication publication = await publisher
                .PublishAsync(folder, tranche, call.Get(_sendAgain), call.Cancellation).ConfigureAwait(false);
            return FundingReport.Done(call, folder, publication, unit);
        }
        catch (Exception) when (known is null && folder.Journal.Tranches[tranche].State == FundingState.Planned)
        {
            if (tranche == 0) folder.Delete();
            else folder.RemoveLast();
            throw;
        }
        finally
        {
            if (known is null) folder.Dispose();
        }
    }

    /// <summary>Who sends what moves money; without an outbox who looks at it.</summary>
    public static Publisher Publisher(Connection connection, AccountOutbox? outbox = null) => new(
        (IEscrow?)outbox ?? connection.Escrow, connection.Network.DeploymentBlock, connection.Token,
        outbox is null ? null : outbox.SettleAsync);

    /// <summary>A token in JSON: null for ETH.</summary>
    public static string? TokenOf(TokenUnit unit) => unit.Token.IsZero ? null : unit.Token.ToString();
}

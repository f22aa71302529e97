using System;
using System.CommandLine;
using System.IO;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Sends what a distributor earned to another account, by the distributor's own outbox: no number is used
/// twice, and an interrupted withdrawal is gone on with, not repeated.</summary>
internal sealed class DistributorWithdrawCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _account;
    private readonly Option<string> _data;
    private readonly Option<Address> _to;
    private readonly Option<BigInteger?> _keep;
    private readonly Option<Address> _token;
    private readonly Option<bool> _yes;

    public DistributorWithdrawCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "withdraw",
            "Send what was earned to another account. The distributor must not run meanwhile: it sends by the same "
            + "account.")
    {
        _to = Has(Opt.Of("--to", "address", "Who gets it.", Receiver, required: true));
        _account = Has(Opt.Of("--account", "file", "Key file of the account that is paid.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _data = Has(Opt.Of(
            "--data", "folder", "The folder that 'distributor run' keeps.", Opt.AnyPath, "distributor"));
        _keep = Has(Opt.Of<BigInteger?>(
            "--keep", "amount", "What stays for gas, as 0.05eth, which is the default.", text => Amount.Wei(text)));
        _token = Has(Opt.Of("--token", "address", "Send all of this ERC-20 token instead of ETH.", Opt.Token));
        _yes = Has(Opt.Yes());
        _chain = new ChainOptions(this, withNetwork: false);
        Examples =
        [
            "fairota distributor withdraw --to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --account payee.json \\",
            "    --keep 0.02eth --rpc http://127.0.0.1:8545",
            "fairota distributor withdraw --to 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --account payee.json \\",
            "    --token 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
        ];
    }

    private static BigInteger UsualKeep { get; } = BigInteger.Pow(10, 16) * 5;

    protected override async Task<int> RunAsync(Invocation call)
    {
        Address token = call.Get(_token);
        if (!token.IsZero && call.Get(_keep) is not null)
            throw new CliException(ExitCodes.Usage, "--keep is an amount of ETH; with --token all of it is sent.");
        DistributorFolder folder = DistributorFolder.Find(call.Require(_data));
        KeyPair account = _passphrase.Read(call, call.Require(_account), KeyKind.Account);
        using Connection connection = _chain.Open(call, account);
        long chainId = await connection.Node.GetChainIdAsync(call.Cancellation).ConfigureAwait(false);
        using Outbox outbox = Open(connection, folder, chainId);
        var withdrawal = new Withdrawal(connection.Node, connection.Wallet!, outbox, call.Terminal.Time);

        await withdrawal.FinishAsync(note => call.Progress(note), call.Cancellation).ConfigureAwait(false);
        TokenUnit unit = await connection.UnitAsync(token, call.Cancellation).ConfigureAwait(false);
        Address to = call.Require(_to);
        (TransactionRequest request, BigInteger amount, BigInteger fee) = await withdrawal
            .PlanAsync(token, to, call.Get(_keep) ?? UsualKeep, call.Cancellation).ConfigureAwait(false);
        if (amount.IsZero)
            throw new CliException(
                ExitCodes.Refused,
                $"There is nothing to withdraw: {account.Address} holds no {unit.Name} beyond what stays for gas.");
        call.Confirm(
            _yes,
            $"Send {unit.Format(amount)}{(token.IsZero ? "" : $" (token {token})")} from {account.Address} to {to} on "
            + $"chain {chainId}, for at most {Amount.Format(fee)} of gas?");
        call.Progress("Sending …");
        SettledTransaction sent = await withdrawal
            .SendAsync(request, note => call.Progress(note), call.Cancellation).ConfigureAwait(false);
        if (sent.Outcome != SettledOutcome.Done)
            throw new CliException(
                ExitCodes.Refused,
                $"Nothing was withdrawn: transaction {sent.Transaction} ended as "
                + $"{sent.Outcome.ToString().ToLowerInvariant()}.");
        return call.Done(
            new JsonObject
            {
                ["from"] = account.Address.ToString(),
                ["to"] = to.ToString(),
                ["token"] = token.IsZero ? null : token.ToString(),
                ["symbol"] = unit.Symbol,
                ["amount"] = $"{amount}",
                ["transaction"] = sent.Transaction.ToString(),
                ["block"] = sent.Block,
                ["fee"] = $"{sent.Fee}",
            },
            $"sent {unit.Format(amount)} to {to} in block {sent.Block}, for {Amount.Format(sent.Fee)} of gas");
    }

    private static Outbox Open(Connection connection, DistributorFolder folder, long chainId)
    {
        try
        {
            SqliteOutbox store = new(folder.Outbox, chainId, connection.Wallet!.Address);
            return new Outbox(connection.Wallet, store, new OutboxOptions { Confirmations = 0 });
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCodes.Usage, e.Message);
        }
    }

    private static Address Receiver(string text) => Address.Parse(text) is { IsZero: false } to
        ? to
        : throw new FormatException("nobody can use what is sent to the zero address.");
}

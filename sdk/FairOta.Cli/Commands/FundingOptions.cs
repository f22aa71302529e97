using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>How a command pays, and how it funds a tranche.</summary>
internal sealed class FundingOptions
{
    private readonly Option<string> _account;
    private readonly Option<bool> _yes = Opt.Yes();
    private readonly Option<bool> _sendAgain = Opt.Switch(
        "--send-again", "Send although an earlier try may still come; only after looking at the account.");

    public FundingOptions(Command command)
    {
        _account = Opt.Of("--account", "file", "Key file of the vendor's account, which pays.", Opt.ExistingFile, true);
        command.Add(_account);
        Passphrase = new PassphraseOptions(command);
        command.Add(_yes);
        command.Add(_sendAgain);
    }

    /// <summary>Unlocks key files.</summary>
    public PassphraseOptions Passphrase { get; }

    /// <summary>The account's key.</summary>
    public KeyPair ReadAccount(Invocation call) => Passphrase.Read(call, call.Require(_account), KeyKind.Account);

    /// <summary>Whether to send although an earlier try may still come.</summary>
    public bool SendAgain(Invocation call) => call.Get(_sendAgain);

    /// <summary>Asks before money moves.</summary>
    public void Confirm(Invocation call, string question) => call.Confirm(_yes, question);

    /// <summary>Has a tranche funded, asking first unless it is there already.</summary>
    public async Task<int> FundAsync(Invocation call, Connection connection, ReleaseFolder folder, int tranche)
    {
        Release release = folder.Release;
        Publisher publisher = Publisher(connection);
        TokenUnit unit = await connection.UnitAsync(release.Terms.Token, call.Cancellation).ConfigureAwait(false);
        ReleaseView? there = await publisher.FindAsync(release.Id, call.Cancellation).ConfigureAwait(false);
        int devices = release.Tranches[tranche].Count;
        BigInteger cost = release.CostOf(tranche);
        if ((there?.Tranches.Count ?? 0) <= tranche && folder.Journal.Tranches[tranche].Transaction is null)
        {
            await CheckBalanceAsync(call, connection, unit.Token.IsZero ? cost : 0).ConfigureAwait(false);
            await publisher.CheckFundsAsync(release, tranche, call.Cancellation).ConfigureAwait(false);
            Confirm(
                call,
                $"Lock {unit.Format(cost)} on chain {connection.Network.ChainId}: "
                + $"{unit.Format(release.Terms.Reward)} for each of {devices} devices"
                + (unit.Token.IsZero ? "?" : $", in the token {unit.Token} of {unit.Decimals} decimals?"));
        }

        call.Progress("Funding …");
        Publication publication = await publisher
            .PublishAsync(folder, tranche, call.Get(_sendAgain), call.Cancellation).ConfigureAwait(false);
        return call.Done(
            new JsonObject
            {
                ["releaseId"] = release.Id.ToString(),
                ["version"] = release.Manifest.Version.ToString(),
                ["tranche"] = tranche,
                ["devices"] = devices,
                ["token"] = TokenOf(unit),
                ["symbol"] = unit.Symbol,
                ["locked"] = cost.ToString(CultureInfo.InvariantCulture),
                ["claimDeadline"] = release.Terms.ClaimDeadline,
                ["transaction"] = publication.Transaction?.ToString(),
                ["wasFunded"] = publication.WasThere,
                ["gasUsed"] = publication.Result?.GasUsed,
                ["folder"] = folder.FolderPath,
            },
            $"release  {release.Id}",
            $"version  {release.Manifest.Version}, tranche {tranche}, {devices} devices",
            $"locked   {unit.Format(cost)}{(publication.WasThere ? ", by an earlier call" : "")}",
            $"folder   {folder.FolderPath}");
    }

    /// <summary>Who sends what moves money.</summary>
    public static Publisher Publisher(Connection connection) =>
        new(connection.Escrow, connection.Network.DeploymentBlock, connection.Token);

    /// <summary>A token in JSON: null for ETH.</summary>
    public static string? TokenOf(TokenUnit unit) => unit.Token.IsZero ? null : unit.Token.ToString();

    private static async Task CheckBalanceAsync(Invocation call, Connection connection, BigInteger wei)
    {
        BigInteger balance = await connection.Node.GetBalanceAsync(
            connection.Wallet!.Address, cancellation: call.Cancellation).ConfigureAwait(false);
        if (balance > wei) return;
        throw new CliException(
            ExitCodes.Refused,
            $"The account {connection.Wallet.Address} holds {Amount.Format(balance)}, which does not pay "
            + $"{(wei.IsZero ? "" : $"{Amount.Format(wei)} and ")}the fee; send it more.");
    }
}

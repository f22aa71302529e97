using System.CommandLine;
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

    /// <summary>Asks before money moves.</summary>
    public void Confirm(Invocation call, string question) => call.Confirm(_yes, question);

    /// <summary>Has a tranche funded, asking first unless it is there already.</summary>
    public async Task<int> FundAsync(Invocation call, Connection connection, ReleaseFolder folder, int tranche)
    {
        Release release = folder.Release;
        var publisher = new Publisher(connection.Escrow, connection.Network.DeploymentBlock);
        ReleaseView? there = await publisher.FindAsync(release.Id, call.Cancellation).ConfigureAwait(false);
        int devices = release.Tranches[tranche].Count;
        BigInteger cost = release.Terms.Reward * devices;
        if ((there?.Tranches.Count ?? 0) <= tranche && folder.Journal.Tranches[tranche].Transaction is null)
        {
            await CheckBalanceAsync(call, connection, cost).ConfigureAwait(false);
            Confirm(
                call,
                $"Lock {Amount.Format(cost)} on chain {connection.Network.ChainId}: "
                + $"{Amount.Format(release.Terms.Reward)} for each of {devices} devices?");
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
                ["lockedWei"] = cost.ToString(),
                ["claimDeadline"] = release.Terms.ClaimDeadline,
                ["transaction"] = publication.Transaction?.ToString(),
                ["wasFunded"] = publication.WasThere,
                ["gasUsed"] = publication.Result?.GasUsed,
                ["folder"] = folder.FolderPath,
            },
            $"release  {release.Id}",
            $"version  {release.Manifest.Version}, tranche {tranche}, {devices} devices",
            $"locked   {Amount.Format(cost)}{(publication.WasThere ? ", by an earlier call" : "")}",
            $"folder   {folder.FolderPath}");
    }

    private static async Task CheckBalanceAsync(Invocation call, Connection connection, BigInteger cost)
    {
        BigInteger balance = await connection.Node.GetBalanceAsync(
            connection.Wallet!.Address, cancellation: call.Cancellation).ConfigureAwait(false);
        if (balance > cost) return;
        throw new CliException(
            ExitCodes.Refused,
            $"The account {connection.Wallet.Address} holds {Amount.Format(balance)}, which does not pay "
            + $"{Amount.Format(cost)} and the fee; send it more.");
    }
}

using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Deploys the escrow.</summary>
internal sealed class EscrowDeployCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string> _account;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _out;
    private readonly Option<bool> _yes;

    public EscrowDeployCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "deploy", "Deploy the escrow. One serves all vendors of a chain, and nobody owns it.")
    {
        _chain = new ChainOptions(this, withNetwork: false);
        _account = Has(Opt.Of(
            "--account", "file", "Key file of the account that pays the fee.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _out = Has(Opt.Of("--out", "file", "The network file to write.", Opt.AnyPath, "network.json"));
        _yes = Has(Opt.Yes());
        Examples = ["fairota escrow deploy --rpc http://127.0.0.1:8545 --account keys/account.json --out network.json"];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        string path = call.Require(_out);
        if (File.Exists(path))
            throw new CliException(ExitCodes.Usage, $"{path} is there already; it may name an escrow with money.");
        KeyPair account = _passphrase.Read(call, call.Require(_account), KeyKind.Account);
        using Connection connection = _chain.Open(call, account);
        long chainId = await connection.Node.GetChainIdAsync(call.Cancellation).ConfigureAwait(false);
        call.Confirm(_yes, $"Deploy the escrow on chain {chainId}, with {account.Address} paying the fee?");
        call.Progress("Deploying …");
        (EscrowClient escrow, TransactionReceipt receipt) = await EscrowClient
            .DeployAsync(connection.Node, connection.Wallet!, call.Cancellation).ConfigureAwait(false);
        var network = new NetworkFile(chainId, escrow.Identity.Escrow, receipt.Block);
        JsonObject json = network.ToJson();
        await File.WriteAllTextAsync(path, json.ToJsonString() + "\n").ConfigureAwait(false);
        json["transaction"] = receipt.Transaction.ToString();
        json["gasUsed"] = receipt.GasUsed;
        json["file"] = path;
        return call.Done(
            json,
            $"escrow  {network.Escrow} on chain {chainId}, block {network.DeploymentBlock}",
            $"gas     {receipt.GasUsed}",
            $"file    {path}");
    }
}

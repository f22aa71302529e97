using System.CommandLine;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Deploys the escrow, or finds it deployed, and writes down where it is.</summary>
internal sealed class EscrowDeployCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string> _account;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _out;
    private readonly Option<string?> _deployments;
    private readonly Option<long?> _block;
    private readonly Option<bool> _withProxy;
    private readonly Option<bool> _yes;

    public EscrowDeployCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "deploy",
            "Deploy the escrow, if the chain has none yet. One serves all vendors of a chain, nobody owns it, and its "
            + "address is the same on every chain.")
    {
        _chain = new ChainOptions(this, withNetwork: false);
        _account = Has(Opt.Of(
            "--account", "file", "Key file of the account that pays the fee.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _out = Has(Opt.Of("--out", "file", "The network file to write.", Opt.AnyFile, NetworkFile.Usual));
        _deployments = Has(Opt.Of<string?>(
            "--deployments", "folder", "Write the same to a file of this folder that is named by the chain's id.",
            Opt.AnyPath));
        _block = Has(Opt.Of<long?>(
            "--deployment-block", "height",
            "The block of an escrow that is there already, where the node has forgotten it.",
            text => Opt.Number(0, long.MaxValue)(text)));
        _withProxy = Has(Opt.Switch(
            "--with-proxy", "Where the chain lacks the deployment proxy, create that first, for all its users."));
        _yes = Has(Opt.Yes());
        Examples =
        [
            "fairota escrow deploy --rpc http://127.0.0.1:8545 --account keys/account.json --out network.json",
            "fairota escrow deploy --account keys/account.json --deployments contracts/deployments --with-proxy",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair account = _passphrase.Read(call, call.Require(_account), KeyKind.Account);
        using Connection connection = _chain.Open(call, account);
        long chainId = await connection.Node.GetChainIdAsync(call.Cancellation).ConfigureAwait(false);
        string[] paths = Paths(call, chainId);
        NetworkFile[] known = [.. paths.Where(File.Exists).Select(path => ReadOwn(path, chainId))];
        // Before anything is paid: what cannot be written down would be paid for and forgotten.
        foreach (string path in paths) Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        TransactionReceipt? receipt = await DeployAsync(call, connection, chainId, known).ConfigureAwait(false);
        long block = receipt?.Block ?? await GetBlockAsync(call, connection, known).ConfigureAwait(false);

        JsonObject json = new NetworkFile(chainId, EscrowDeployment.Address, block).ToJson();
        json["codeHash"] = EscrowDeployment.CodeHash.ToString();
        json["transaction"] = receipt?.Transaction.ToString();
        foreach (string path in paths.Where(path => !File.Exists(path)))
            WholeFile.Write(path, Encoding.UTF8.GetBytes(json.ToJsonString() + "\n"));
        json["wasThere"] = receipt is null;
        json["gasUsed"] = receipt?.GasUsed;
        json["file"] = paths[0];
        json["deploymentFile"] = paths.ElementAtOrDefault(1);
        return call.Done(
            json,
            [
                $"escrow  {EscrowDeployment.Address} on chain {chainId}, block {block}",
                $"code    {EscrowDeployment.CodeHash}",
                receipt is null ? "gas     none: it was there already" : $"gas     {receipt.GasUsed}",
                .. paths.Select(path => $"file    {path}"),
            ]);
    }

    private string[] Paths(Invocation call, long chainId) => call.Get(_deployments) is string folder
        ? [call.Require(_out), Path.Combine(folder, $"{chainId}.json")]
        : [call.Require(_out)];

    /// <summary>A file that is there is kept, so it has to say what would be written.</summary>
    private static NetworkFile ReadOwn(string path, long chainId)
    {
        NetworkFile file = NetworkFile.Read(path);
        if (file.ChainId == chainId && file.Escrow == EscrowDeployment.Address) return file;
        throw new CliException(
            ExitCodes.Usage,
            $"{path} is there already and names {file.Escrow} on chain {file.ChainId}, an escrow that may hold money; "
            + $"this one is {EscrowDeployment.Address} on chain {chainId}. Write to another file.");
    }

    private async Task<TransactionReceipt?> DeployAsync(
        Invocation call, Connection connection, long chainId, NetworkFile[] known)
    {
        EthereumNode node = connection.Node;
        if (await EscrowDeployment.IsThereAsync(node, call.Cancellation).ConfigureAwait(false)) return null;
        if (known.Length > 0)
            throw new CliException(
                ExitCodes.Usage,
                $"A file that is there says that chain {chainId} has the escrow since block "
                + $"{known[0].DeploymentBlock}, and this node does not have it: it is behind, or the chain began anew. "
                + "If it did, remove the file.");
        bool hasProxy = await DeploymentProxy.IsThereAsync(node, call.Cancellation).ConfigureAwait(false);
        if (!hasProxy && !call.Get(_withProxy))
            throw new CliException(
                ExitCodes.Refused,
                $"Chain {chainId} has no deployment proxy at {DeploymentProxy.Address}, which gives the escrow its "
                + $"address. Repeat with --with-proxy to create it for {Amount.Format(DeploymentProxy.CreationCost)}.");
        await CheckBalanceAsync(call, connection, chainId, hasProxy).ConfigureAwait(false);
        if (!hasProxy)
        {
            call.Progress("Creating the deployment proxy …");
            await DeploymentProxy.CreateAsync(node, connection.Wallet!, call.Cancellation).ConfigureAwait(false);
        }
        call.Progress("Deploying …");
        return await EscrowDeployment.DeployAsync(node, connection.Wallet!, call.Cancellation).ConfigureAwait(false);
    }

    private async Task CheckBalanceAsync(Invocation call, Connection connection, long chainId, bool hasProxy)
    {
        // Nearly what the proxy's call costs, and it can be asked before there is a proxy.
        var creation = new TransactionRequest(null, EscrowDeployment.CreationCode.ToArray(), BigInteger.Zero);
        Wallet wallet = connection.Wallet!;
        BigInteger cost = await wallet.GetHighestCostAsync(creation, call.Cancellation).ConfigureAwait(false);
        if (!hasProxy) cost += DeploymentProxy.CreationCost;
        BigInteger balance = await connection.Node
            .GetBalanceAsync(wallet.Address, cancellation: call.Cancellation).ConfigureAwait(false);
        if (balance < cost)
            throw new CliException(
                ExitCodes.Refused,
                $"The account {wallet.Address} holds {Amount.Format(balance)}, and the deployment may cost "
                + $"{Amount.Format(cost)}; send it more.");
        string first = hasProxy ? "" : ", after the deployment proxy";
        call.Confirm(
            _yes,
            $"Deploy the escrow at {EscrowDeployment.Address} on chain {chainId}{first}, with {wallet.Address} paying "
            + $"at most {Amount.Format(cost)}?");
    }

    /// <summary>The block from which on events are read. A later one than it was would hide some, and with them what
    /// was paid.</summary>
    private async Task<long> GetBlockAsync(Invocation call, Connection connection, NetworkFile[] known)
    {
        EthereumNode node = connection.Node;
        long? found = await EscrowDeployment.FindBlockAsync(node, call.Cancellation).ConfigureAwait(false);
        BlockHeader? head = await node.GetBlockAsync(BlockTag.Latest, call.Cancellation).ConfigureAwait(false);
        long? named = call.Get(_block);
        foreach (long block in known.Select(file => file.DeploymentBlock).Concat(named is long b ? [b] : []))
        {
            if (block > (found ?? head?.Number))
                throw new CliException(
                    ExitCodes.Usage, $"The escrow was there before block {block}, which a file or the option names.");
            if (named is not null && block != named)
                throw new CliException(
                    ExitCodes.Usage, $"A file that is there names block {block}. Write to another file.");
        }
        return named ?? known.FirstOrDefault()?.DeploymentBlock ?? found ?? throw new CliException(
            ExitCodes.Network,
            "The escrow is there, but this node has forgotten since which block: ask an archive node, or pass "
            + "--deployment-block; a lower one than it was is right as well, only slower.");
    }
}

using System;
using System.CommandLine;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli;

/// <summary>How a command reaches the chain.</summary>
internal sealed class ChainOptions
{
    private const string Variable = "FAIROTA_RPC";

    private readonly Option<Uri?> _rpc = Opt.Of<Uri?>(
        "--rpc", "url", $"JSON-RPC URL of a node. One that holds an access key belongs into {Variable} instead.",
        NodeUrl);

    private readonly Option<string?> _network = Opt.Of<string?>(
        "--network", "file", $"The network file that 'escrow deploy' wrote; {NetworkFile.Usual} by default. Without "
        + "that, the escrow is looked for at its usual address.", Opt.AnyPath);

    public ChainOptions(Command command, bool withNetwork = true)
    {
        command.Add(_rpc);
        if (withNetwork) command.Add(_network);
    }

    /// <summary>A node without an escrow.</summary>
    public Connection Open(Invocation call, KeyPair? account)
    {
        Uri url = call.Get(_rpc) ?? FromEnvironment(call)
            ?? throw new CliException(ExitCodes.Usage, $"A node is needed: pass --rpc or set {Variable}.");
        return new Connection(url, account, call.Terminal.Time);
    }

    /// <summary>A node with the network's escrow.</summary>
    public async Task<Connection> OpenEscrowAsync(Invocation call, KeyPair? account)
    {
        NetworkFile? named = ReadNetwork(call);
        Connection connection = Open(call, account);
        try
        {
            long chainId = await connection.Node.GetChainIdAsync(call.Cancellation).ConfigureAwait(false);
            NetworkFile network = named ?? await FindAsync(call, connection.Node, chainId).ConfigureAwait(false);
            if (network.ChainId != chainId)
                throw new CliException(
                    ExitCodes.Usage, $"The node is of chain {chainId}, the network file of {network.ChainId}.");
            connection.Network = network;
            connection.Escrow = await EscrowClient.ConnectAsync(
                connection.Node, network.Escrow, connection.Wallet, call.Cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The node's URL where one is given, else null.</summary>
    public Uri? UrlOrNull(Invocation call) => call.Get(_rpc) ?? FromEnvironment(call);

    /// <summary>The file that is named, or else the usual one where it is.</summary>
    private NetworkFile? ReadNetwork(Invocation call)
    {
        if (call.Get(_network) is string path) return NetworkFile.Read(path);
        return File.Exists(NetworkFile.Usual) ? NetworkFile.Read(NetworkFile.Usual) : null;
    }

    /// <summary>The escrow at the address that it has on every chain.</summary>
    private static async Task<NetworkFile> FindAsync(Invocation call, EthereumNode node, long chainId)
    {
        if (!await EscrowDeployment.IsThereAsync(node, call.Cancellation).ConfigureAwait(false))
            throw new CliException(
                ExitCodes.Usage,
                $"There is no {NetworkFile.Usual}, and no escrow at its usual address on chain {chainId}: make both "
                + "with 'fairota escrow deploy', or pass --network.");
        long block = await EscrowDeployment.FindBlockAsync(node, call.Cancellation).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCodes.Network,
                "This node has forgotten in which block the escrow came to be: pass --network, with a file that "
                + "'fairota escrow deploy' wrote.");
        return new NetworkFile(chainId, EscrowDeployment.Address, block);
    }

    private static Uri? FromEnvironment(Invocation call)
    {
        if (call.Terminal.Environment(Variable) is not { Length: > 0 } text) return null;
        try
        {
            return NodeUrl(text);
        }
        catch (FormatException e)
        {
            throw new CliException(ExitCodes.Usage, $"{Variable}: {e.Message}");
        }
    }

    private static Uri NodeUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new FormatException("an http or https URL of a node is expected, as http://127.0.0.1:8545.");
}

/// <summary>A node, and what a command needs with it.</summary>
internal sealed class Connection : IDisposable
{
    private readonly HttpClient _http = new();

    public Connection(Uri url, KeyPair? account, TimeProvider time)
    {
        Node = new EthereumNode(new JsonRpcClient(_http, url, null, time));
        if (account is not null)
            Wallet = new Wallet(Node, new PrivateKeyAccount(account.Secret), null, time);
    }

    public EthereumNode Node { get; }

    public Wallet? Wallet { get; }

    public NetworkFile Network { get; set; } = null!;

    public EscrowClient Escrow { get; set; } = null!;

    /// <summary>A token, calling as the account.</summary>
    public Erc20Client Token(Address token) => new(Node, token, Wallet);

    /// <summary>What amounts of a token are counted in; of ether where it is zero.</summary>
    public async Task<TokenUnit> UnitAsync(Address token, CancellationToken cancellation) => token.IsZero
        ? TokenUnit.Ether
        : await Token(token).GetUnitAsync(cancellation).ConfigureAwait(false);

    /// <summary>The same; where the token does not say, its smallest units without a name. What a broken token says
    /// must not keep anybody from money that the escrow holds.</summary>
    public async Task<TokenUnit> UnitOrNoneAsync(Address token, CancellationToken cancellation)
    {
        try
        {
            return await UnitAsync(token, cancellation).ConfigureAwait(false);
        }
        catch (ChainException e) when (e is TokenException or JsonRpcException)
        {
            return new TokenUnit(token, null, 0);
        }
    }

    public void Dispose()
    {
        Wallet?.Dispose();
        _http.Dispose();
    }
}

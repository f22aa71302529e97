using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>A chain's escrow as a distributor or a vendor needs it, from a node's URL: what embedding begins
/// with.</summary>
public sealed class FairOtaNetwork : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly Wallet? _wallet;

    private FairOtaNetwork(Uri node, IAccount? account)
    {
        Node = new EthereumNode(new JsonRpcClient(_http, node));
        if (account is not null) _wallet = new Wallet(Node, account);
    }

    /// <summary>The node.</summary>
    public EthereumNode Node { get; }

    /// <summary>The escrow; calls as the account, if one was given.</summary>
    public EscrowClient Escrow { get; private set; } = null!;

    /// <summary>The block in which the escrow came to be: before it there is nothing to read.</summary>
    public long DeploymentBlock { get; private set; }

    /// <summary>Finds the escrow at the address that it has on every chain, and checks that its code is the one this
    /// SDK knows.</summary>
    /// <param name="node">JSON-RPC URL of a node of the chain, http or https.</param>
    /// <param name="account">Who signs and pays; null to read only.</param>
    /// <param name="deploymentBlock">The block in which the escrow came to be; null to search it, which a node that
    /// keeps no old states cannot do.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="WrongCodeException">There is no escrow, or other code.</exception>
    /// <exception cref="ChainException">The node cannot be asked, or has forgotten when the escrow came to
    /// be.</exception>
    public static async Task<FairOtaNetwork> ConnectAsync(
        Uri node, IAccount? account = null, long? deploymentBlock = null, CancellationToken cancellation = default)
    {
        var network = new FairOtaNetwork(node, account);
        try
        {
            network.Escrow = await EscrowClient.ConnectAsync(
                network.Node, EscrowDeployment.Address, network._wallet, cancellation).ConfigureAwait(false);
            network.DeploymentBlock = deploymentBlock
                ?? await EscrowDeployment.FindBlockAsync(network.Node, cancellation).ConfigureAwait(false)
                ?? throw new NodeException("The node has forgotten in which block the escrow came to be: pass it.");
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The escrow whose calls go through an outbox: for a vendor, so that nothing is paid twice. A distributor
    /// opens its own.</summary>
    /// <param name="file">Where what is sent is kept, made if need be; one process at a time has it. It belongs to this
    /// account on this chain.</param>
    /// <returns>To be disposed before the network.</returns>
    /// <exception cref="InvalidOperationException">The network was connected without an account.</exception>
    /// <exception cref="IOException">Another process has the file.</exception>
    /// <exception cref="InvalidDataException">It belongs to another account or chain.</exception>
    public OutboxEscrow OpenOutbox(string file)
    {
        Wallet wallet = _wallet ?? throw new InvalidOperationException("The network was connected to read only.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return new OutboxEscrow(Escrow, wallet, new SqliteOutbox(file, Escrow.Identity.ChainId, wallet.Address));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _wallet?.Dispose();
        _http.Dispose();
    }
}

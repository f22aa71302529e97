using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;

namespace FairOta.Simulator.Network;

/// <summary>The EVM of a run, private or somebody's, with an account that has money on it.</summary>
public sealed class ChainAccess : IAsyncDisposable
{
    // Account 0 of the development phrase "test test … junk", which anvil and its like fund. Worthless elsewhere.
    private const string DevelopmentKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    private const int MaxKeyFileBytes = 1024;

    private readonly AnvilProcess? _anvil;
    private readonly HttpClient _http = new();

    private ChainAccess(AnvilProcess? anvil, Uri url, PrivateKeyAccount funder)
    {
        _anvil = anvil;
        Url = url;
        Node = new EthereumNode(new JsonRpcClient(_http, url));
        Funder = WalletOf(funder);
    }

    /// <summary>Where its JSON-RPC listens.</summary>
    public Uri Url { get; }

    /// <summary>The node.</summary>
    public EthereumNode Node { get; }

    /// <summary>Pays for the deployment and funds the other accounts.</summary>
    public Wallet Funder { get; }

    /// <summary>Starts a private chain, or takes one that runs.</summary>
    /// <param name="rpc">A node that runs; null for a private one.</param>
    /// <param name="keyFile">File with the hex key of an account with money; null for the development key.</param>
    /// <param name="listen">Where a private one listens.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="NetworkException">There is no chain to be had.</exception>
    /// <exception cref="IOException">The key cannot be read.</exception>
    public static async Task<ChainAccess> OpenAsync(
        Uri? rpc, FileInfo? keyFile, IPAddress listen, CancellationToken cancellation)
    {
        PrivateKeyAccount funder = ReadKey(keyFile);
        try
        {
            if (rpc is not null)
                return await AskAsync(new ChainAccess(null, rpc, funder), cancellation).ConfigureAwait(false);
            AnvilProcess anvil = await AnvilProcess
                .StartAsync(new AnvilOptions { Listen = listen }, cancellation).ConfigureAwait(false);
            return new ChainAccess(anvil, anvil.Url, funder);
        }
        catch (Exception e) when (e is InvalidOperationException or FileNotFoundException)
        {
            throw new NetworkException($"A private chain cannot be started: {e.Message}", e);
        }
    }

    /// <summary>A wallet of another account on the same chain.</summary>
    public Wallet WalletOf(PrivateKeyAccount account) => new(Node, account, AnvilProcess.FastWallet);

    /// <summary>Sends money from the funder and waits for it.</summary>
    public Task<TransactionReceipt> FundAsync(Address account, BigInteger wei, CancellationToken cancellation) =>
        Funder.SendAndWaitAsync(new TransactionRequest(account, [], wei), cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Funder.Dispose();
        _http.Dispose();
        if (_anvil is not null) await _anvil.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Asks a node that should be there, so that a wrong URL is told at once.</summary>
    private static async Task<ChainAccess> AskAsync(ChainAccess chain, CancellationToken cancellation)
    {
        try
        {
            await chain.Node.GetChainIdAsync(cancellation).ConfigureAwait(false);
            return chain;
        }
        catch (ChainException e)
        {
            await chain.DisposeAsync().ConfigureAwait(false);
            throw new NetworkException($"No Ethereum node answers at {chain.Url}: {e.Message}", e);
        }
    }

    private static PrivateKeyAccount ReadKey(FileInfo? file)
    {
        if (file is null) return PrivateKeyAccount.Parse(DevelopmentKey);
        try
        {
            if (file.Length > MaxKeyFileBytes) throw new FormatException("The file is too long for a key.");
            return PrivateKeyAccount.Parse(File.ReadAllText(file.FullName).Trim());
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new IOException($"{file} holds no private key of 32 bytes in hex.", e);
        }
    }
}

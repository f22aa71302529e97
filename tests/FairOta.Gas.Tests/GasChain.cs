using System;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;

namespace FairOta.Gas.Tests;

/// <summary>A private chain that is the same in every run but for the seconds between its blocks.</summary>
internal sealed class GasChain : IAsyncDisposable
{
    /// <summary>The rules by which gas is counted: those that the contracts are compiled for.</summary>
    private const string Hardfork = "osaka";

    private readonly AnvilProcess _anvil;

    private GasChain(AnvilProcess anvil) => _anvil = anvil;

    /// <summary>Time of the first block, Unix seconds. A run takes minutes at most.</summary>
    public const long Beginning = 2_000_000_000;

    public EthereumNode Node => _anvil.Node;

    public static async Task<GasChain> StartAsync() =>
        new(await AnvilProcess.StartAsync(new AnvilOptions { Timestamp = Beginning, Hardfork = Hardfork }));

    /// <summary>Gives an account money for gas.</summary>
    public Task FundAsync(IAccount account) => _anvil.SetBalanceAsync(account.Address, BigInteger.Pow(10, 21));

    /// <summary>Sends a transaction, which must succeed, and waits for its block.</summary>
    public async Task<TransactionReceipt> SendAsync(
        IAccount from, Address? to, byte[] data, BigInteger value = default)
    {
        // A new wallet counts on nothing that was reverted.
        using Wallet wallet = new(Node, from, AnvilProcess.FastWallet);
        return await wallet.SendAndWaitAsync(new TransactionRequest(to, data, value));
    }

    /// <summary>Creates a contract.</summary>
    public async Task<Address> CreateAsync(IAccount from, byte[] code) =>
        (await SendAsync(from, null, code)).ContractAddress!.Value;

    /// <summary>Does something and undoes it.</summary>
    public async Task AsideAsync(Func<Task> work)
    {
        string snapshot = await _anvil.SnapshotAsync();
        await work();
        await _anvil.RevertAsync(snapshot);
    }

    /// <summary>Lets the newest block be of that time.</summary>
    public async Task SkipToAsync(long time)
    {
        await _anvil.SetNextBlockTimestampAsync(time);
        await _anvil.MineAsync();
    }

    public ValueTask DisposeAsync() => _anvil.DisposeAsync();
}

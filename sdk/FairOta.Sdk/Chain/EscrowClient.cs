using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>The escrow on an EVM, through a node. Safe for concurrent use.</summary>
public sealed class EscrowClient : IEscrow
{
    private const int ChunkBlocks = 2_000;
    private readonly EthereumNode _node;
    private readonly Wallet? _wallet;

    private EscrowClient(EthereumNode node, EscrowIdentity identity, Wallet? wallet) =>
        (_node, Identity, _wallet) = (node, identity, wallet);

    /// <inheritdoc/>
    public EscrowIdentity Identity { get; }

    /// <summary>Finds an escrow that is deployed, and checks that it is this escrow: no other code is ever called or
    /// believed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="escrow">The contract.</param>
    /// <param name="wallet">Who calls; null to read only.</param>
    /// <param name="cancellation">Cancels the call.</param>
    /// <exception cref="WrongCodeException">Other code is there, or none.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public static async Task<EscrowClient> ConnectAsync(
        EthereumNode node, Address escrow, Wallet? wallet = null, CancellationToken cancellation = default)
    {
        long chainId = await node.GetChainIdAsync(cancellation).ConfigureAwait(false);
        await EscrowDeployment.CheckAsync(node, escrow, cancellation).ConfigureAwait(false);
        return new EscrowClient(node, new EscrowIdentity(chainId, escrow, wallet?.Address), wallet);
    }

    /// <summary>Deploys an escrow of one's own, for tests and simulations, at an address that follows from the account
    /// and its next number. What everybody shares is <see cref="EscrowDeployment.DeployAsync"/>.</summary>
    /// <returns>The client, calling as <paramref name="wallet"/>, and the receipt: its block is where events
    /// begin.</returns>
    /// <exception cref="ChainException">It was not deployed, or nothing is known of it.</exception>
    public static async Task<(EscrowClient Escrow, TransactionReceipt Receipt)> DeployAsync(
        EthereumNode node, Wallet wallet, CancellationToken cancellation = default)
    {
        var creation = new TransactionRequest(null, EscrowArtifact.Instance.Bytecode, BigInteger.Zero);
        TransactionReceipt receipt = await wallet.SendAndWaitAsync(creation, cancellation).ConfigureAwait(false);
        Address escrow = receipt.ContractAddress ?? throw Quantity.Malformed("contractAddress");
        return (await ConnectAsync(node, escrow, wallet, cancellation).ConfigureAwait(false), receipt);
    }

    /// <inheritdoc/>
    public Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default) =>
        _node.GetBlockAsync(tag, cancellation);

    /// <inheritdoc/>
    /// <remarks>Asks for the blocks in pieces: nodes refuse wide ranges and long answers, each at limits of its own, so
    /// a refused piece is halved and an accepted one doubles the next. A block that is refused by itself is asked for
    /// without its announcements, which cost their sender so little that they can fill a block; they are left out where
    /// they are refused again.</remarks>
    public async Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default)
    {
        filter ??= new EscrowFilter();
        IReadOnlyList<IReadOnlyList<Hash32>> topics = Topics(filter);
        var events = new List<EscrowEvent>();
        long count = ChunkBlocks;
        for (long first = fromBlock; first <= toBlock;)
        {
            long last = Math.Min(toBlock, first + count - 1);
            IReadOnlyList<LogEntry> logs;
            try
            {
                logs = await _node
                    .GetLogsAsync(Identity.Escrow, topics, first, last, cancellation).ConfigureAwait(false);
            }
            catch (ChainException e) when (last > first && IsRefusal(e))
            {
                count = (last - first + 1) / 2;
                continue;
            }
            catch (ChainException e) when (topics.Count == 0 && IsRefusal(e))
            {
                logs = await GetCrowdedBlockAsync(first, cancellation).ConfigureAwait(false);
            }
            events.AddRange(logs.Select(EscrowAbi.Decode).OfType<EscrowEvent>().Where(filter.Matches));
            first = last + 1;
            count = Math.Min(ChunkBlocks, 2 * count);
        }
        return events;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The client was made without a wallet.</exception>
    public Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default) =>
        ExplainAsync(Wallet.GetHighestCostAsync(Request(call), cancellation));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The client was made without a wallet.</exception>
    public Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default) =>
        ExplainAsync(Wallet.SubmitAsync(Request(call), cancellation));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The client was made without a wallet.</exception>
    public IEscrowOutbox OpenOutbox(IOutboxStore store, OutboxOptions options) =>
        new EscrowOutbox(this, new Outbox(Wallet, store, options));

    /// <summary>A call as the escrow takes it.</summary>
    internal TransactionRequest Request(EscrowCall call) =>
        new(Identity.Escrow, EscrowAbi.Encode(call), call.Value);

    /// <summary>What is done with a node, with a revert in the escrow's own words.</summary>
    internal static async Task<T> ExplainAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (JsonRpcException e) when (e.RevertData.Length > 0)
        {
            (string error, IReadOnlyDictionary<string, string> arguments) =
                AbiError.Explain(e.RevertData, EscrowArtifact.Instance.Errors);
            throw new EscrowRevertedException(error, arguments, e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The client was made without a wallet.</exception>
    public async Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default)
    {
        TransactionReceipt receipt = await Wallet.WaitAsync(transaction, cancellation).ConfigureAwait(false);
        return new EscrowResult(
            transaction, receipt.Block, receipt.BlockHash, receipt.GasUsed, receipt.EffectiveGasPrice,
            [.. receipt.Logs
                .Where(log => log.Contract == Identity.Escrow)
                .Select(EscrowAbi.Decode).OfType<EscrowEvent>()]);
    }

    /// <summary>A release as it stands; null if there is none.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<ReleaseTerms?> GetReleaseAsync(ReleaseId release, CancellationToken cancellation = default)
    {
        AbiReader r = await ViewAsync(
            new AbiWriter().Bytes32(release.Value).Call(EscrowAbi.Functions.Release), cancellation)
            .ConfigureAwait(false);
        var terms = new ReleaseTerms(r.Address(), r.Time(), r.UInt32(), r.UInt256(), r.UInt256());
        return terms.ClaimDeadline == 0 ? null : terms;
    }

    /// <summary>A tranche's fleet root and size; size 0 if there is no such tranche.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<(Hash32 FleetRoot, uint FleetSize)> GetTrancheAsync(
        ReleaseId release, uint tranche, CancellationToken cancellation = default)
    {
        AbiReader r = await ViewAsync(
            new AbiWriter().Bytes32(release.Value).UInt(tranche).Call(EscrowAbi.Functions.Tranche), cancellation)
            .ConfigureAwait(false);
        return (r.Bytes32(), r.UInt32());
    }

    /// <summary>Whether the reward at an index is paid or reserved. A lapsed reservation counts until somebody expires
    /// it, unlike in <see cref="EscrowView.IsTaken"/>.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<bool> IsTakenAsync(
        ReleaseId release, uint tranche, uint index, CancellationToken cancellation = default) =>
        (await ViewAsync(
            new AbiWriter().Bytes32(release.Value).UInt(tranche).UInt(index).Call(EscrowAbi.Functions.IsTaken),
            cancellation).ConfigureAwait(false)).Bool();

    /// <summary>Whether that very reservation stands: neither revealed nor expired.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<bool> IsReservedAsync(Reservation reservation, CancellationToken cancellation = default) =>
        (await ViewAsync(
            new AbiWriter().Reservation(reservation).Call(EscrowAbi.Functions.IsReserved), cancellation)
            .ConfigureAwait(false)).Bool();

    private Wallet Wallet =>
        _wallet ?? throw new InvalidOperationException("This client was made without a wallet, to read only.");

    private static bool IsRefusal(ChainException e) => e is JsonRpcException or ResponseTooLargeException;

    private async Task<IReadOnlyList<LogEntry>> GetCrowdedBlockAsync(long block, CancellationToken cancellation)
    {
        IReadOnlyList<LogEntry> logs = await _node
            .GetLogsAsync(Identity.Escrow, [EscrowAbi.ReleaseTopics], block, block, cancellation)
            .ConfigureAwait(false);
        try
        {
            IReadOnlyList<LogEntry> announcements = await _node
                .GetLogsAsync(Identity.Escrow, [[EscrowAbi.AnnouncedTopic]], block, block, cancellation)
                .ConfigureAwait(false);
            return [.. logs.Concat(announcements).OrderBy(log => log.At.LogIndex)];
        }
        catch (ChainException e) when (IsRefusal(e))
        {
            return logs; // an honest distributor that is missed announces itself again
        }
    }

    private async Task<AbiReader> ViewAsync(byte[] call, CancellationToken cancellation) =>
        new(await _node.CallAsync(Identity.Escrow, call, BlockTag.Latest, cancellation).ConfigureAwait(false));

    private static IReadOnlyList<IReadOnlyList<Hash32>> Topics(EscrowFilter filter)
    {
        if (filter == new EscrowFilter()) return [];
        IReadOnlyList<Hash32> release = filter.Release is { } id ? [id.Value] : [];
        if (filter.Device is not { } device) return [[], release];
        byte[] topic = new byte[Hash32.Size];
        device.CopyTo(topic.AsSpan(Hash32.Size - Address.Size));
        return [[EscrowAbi.DeliveredTopic], release, [Hash32.FromBytes(topic)]];
    }
}

/// <summary>A release as the escrow holds it.</summary>
/// <param name="Token">What it pays in; zero for ETH.</param>
/// <param name="ClaimDeadline">Last second, Unix time, of reservations.</param>
/// <param name="Tranches">How many tranches there are.</param>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit.</param>
/// <param name="Balance">What is locked and neither paid nor reclaimed.</param>
public sealed record ReleaseTerms(
    Address Token, long ClaimDeadline, uint Tranches, BigInteger Reward, BigInteger Balance);

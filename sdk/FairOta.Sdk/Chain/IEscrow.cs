using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>One escrow contract as one account sees it: what the rules of vendors and distributors need of a
/// chain.</summary>
/// <remarks><see cref="EscrowClient"/> stands on an EVM; a ledger in memory can stand behind it as well. Whoever
/// follows the state applies the events to an <see cref="EscrowView"/>; <see cref="EscrowFollower"/> does so.</remarks>
public interface IEscrow
{
    /// <summary>The chain, the contract and the calling account.</summary>
    EscrowIdentity Identity { get; }

    /// <summary>A block's header; null if there is none of that height yet.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<BlockHeader?> GetBlockAsync(BlockTag tag, CancellationToken cancellation = default);

    /// <summary>The events of the blocks from <paramref name="fromBlock"/> to <paramref name="toBlock"/>, both
    /// included, in order.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<IReadOnlyList<EscrowEvent>> GetEventsAsync(
        long fromBlock, long toBlock, EscrowFilter? filter = null, CancellationToken cancellation = default);

    /// <summary>Asks whether the call would be sent and succeed by now; sends nothing.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or the call costs more than is allowed.</exception>
    Task SimulateAsync(EscrowCall call, CancellationToken cancellation = default);

    /// <summary>Simulates the call, then signs and sends it. Returns the transaction's hash without waiting for a
    /// block.</summary>
    /// <exception cref="EscrowRevertedException">The escrow would refuse it; nothing was sent.</exception>
    /// <exception cref="NodeException">Nothing is known of what was sent; the events will tell.</exception>
    /// <exception cref="ChainException">It was not sent.</exception>
    Task<Hash32> SubmitAsync(EscrowCall call, CancellationToken cancellation = default);

    /// <summary>Waits until the transaction is mined. Can be asked again, also by a later process.</summary>
    /// <exception cref="TransactionRevertedException">It was mined and reverted.</exception>
    /// <exception cref="TransactionTimeoutException">It is not mined yet.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<EscrowResult> WaitAsync(Hash32 transaction, CancellationToken cancellation = default);

    /// <summary>A way to send the account's calls that outlives the process, where the escrow has one; else one that
    /// sends them at once and remembers nothing.</summary>
    /// <param name="store">Where what is sent is kept; disposed with the outbox.</param>
    /// <param name="options">When to lose patience.</param>
    IEscrowOutbox OpenOutbox(IOutboxStore store, OutboxOptions options) => new PlainEscrowOutbox(this, store);
}

/// <summary>The chain, the contract and the calling account.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Escrow">The contract.</param>
/// <param name="Account">Who calls; null where calls can only be read.</param>
public sealed record EscrowIdentity(long ChainId, Address Escrow, Address? Account);

/// <summary>What a mined call did and cost.</summary>
/// <param name="Transaction">Its hash.</param>
/// <param name="Block">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="GasUsed">Gas it used.</param>
/// <param name="EffectiveGasPrice">What it paid for one gas, in wei.</param>
/// <param name="Events">What the escrow logged for it, in order.</param>
public sealed record EscrowResult(
    Hash32 Transaction, long Block, Hash32 BlockHash, long GasUsed, BigInteger EffectiveGasPrice,
    IReadOnlyList<EscrowEvent> Events)
{
    /// <summary>What the call cost its sender beside the value it sent, in wei.</summary>
    public BigInteger Fee => GasUsed * EffectiveGasPrice;
}

/// <summary>Chooses events; a member that is null chooses all.</summary>
/// <param name="Release">Only events of this release, and so no announcements.</param>
/// <param name="Device">Only <see cref="Delivered"/> of this device.</param>
public sealed record EscrowFilter(ReleaseId? Release = null, Address? Device = null)
{
    /// <summary>Whether the event is chosen.</summary>
    public bool Matches(EscrowEvent e) =>
        (Release is null || ReleaseOf(e) == Release) && (Device is null || e is Delivered d && d.Device == Device);

    private static ReleaseId? ReleaseOf(EscrowEvent e) => e switch
    {
        ReleaseCreated x => x.Release,
        TrancheAdded x => x.Release,
        Reserved x => x.Reservation.Release,
        PassedOver x => x.Release,
        Delivered x => x.Release,
        Expired x => x.Reservation.Release,
        Reclaimed x => x.Release,
        _ => null,
    };
}

/// <summary>What every <see cref="IEscrow"/> can do by its two steps.</summary>
public static class EscrowExtensions
{
    /// <summary>Submits the call and waits for its block.</summary>
    /// <exception cref="ChainException">As <see cref="IEscrow.SubmitAsync"/> and
    /// <see cref="IEscrow.WaitAsync"/>.</exception>
    public static async Task<EscrowResult> SendAsync(
        this IEscrow escrow, EscrowCall call, CancellationToken cancellation = default)
    {
        Hash32 transaction = await escrow.SubmitAsync(call, cancellation).ConfigureAwait(false);
        return await escrow.WaitAsync(transaction, cancellation).ConfigureAwait(false);
    }
}

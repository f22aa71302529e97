using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>Funds the releases of one vendor account. Every call can be repeated after a crash.</summary>
/// <param name="escrow">The escrow, calling as the vendor's account.</param>
/// <param name="deploymentBlock">The block that created it: nothing is read before.</param>
/// <param name="tokens">How the vendor's account reaches an ERC-20 token; null where rewards are in ETH alone.</param>
/// <param name="settle">Waits until nothing waits that the vendor's account sent:
/// <see cref="OutboxEscrow.SettleAsync"/> of the escrow given here, or <see cref="Wallet.SettleAsync"/>. With it an
/// interrupted try is repeated without asking: what may still come has the number that the repeat takes, so only one of
/// them ever gets into a block. Where several nodes answer by turns, only the former keeps a tranche from being paid
/// twice; for the latter they must agree on the newest block by the time of the repeat. Null to ask.</param>
public sealed class Publisher(
    IEscrow escrow, long deploymentBlock, Func<Address, IErc20>? tokens = null,
    Func<CancellationToken, Task>? settle = null)
{
    /// <summary>Has a tranche funded: sends what is missing, or finds what is there.</summary>
    /// <param name="folder">The release.</param>
    /// <param name="tranche">The tranche; 0 creates the release.</param>
    /// <param name="sendAgain">Sends even where an earlier try may still come: only after looking at the
    /// account.</param>
    /// <param name="cancellation">Ends the waiting; what was sent stays sent.</param>
    /// <exception cref="PublishException">It cannot be funded.</exception>
    /// <exception cref="PublishUncertainException">An earlier try may still come.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or refuses.</exception>
    public async Task<Publication> PublishAsync(
        ReleaseFolder folder, int tranche = 0, bool sendAgain = false, CancellationToken cancellation = default)
    {
        CheckIdentity(folder.Release);
        TrancheFunding funding = folder.Journal.Tranches[tranche];
        PublishStep step = await NextAsync(folder, tranche, cancellation).ConfigureAwait(false);
        if (step is PublishStep.Wait or PublishStep.Ask && settle is not null && funding.IsAlone)
            step = await NextOnceSettledAsync(folder, tranche, cancellation).ConfigureAwait(false);
        if (step == PublishStep.Done) return Finish(folder, tranche, null);
        if (folder.Recall is not null && step != PublishStep.Wait)
            throw new PublishException("The release is recalled: nobody would deliver it to more devices.");
        if (step == PublishStep.Ask && !sendAgain)
        {
            throw new PublishUncertainException(
                $"An earlier try to fund tranche {tranche} was interrupted while it was sent, and may still come.");
        }

        bool waits = step == PublishStep.Wait && !sendAgain;
        // An allowance takes a number of the account's, too.
        if (!waits && settle is not null) await settle(cancellation).ConfigureAwait(false);
        // Before the journal says that anything is sent: an allowance funds nothing, and is there or not to be asked.
        if (!waits && FundsOf(folder.Release) is { } funds)
            await funds.AllowAsync(folder.Release.CostOf(tranche), cancellation).ConfigureAwait(false);
        if (!waits && settle is not null)
        {
            step = await NextOnceSettledAsync(folder, tranche, cancellation).ConfigureAwait(false);
            if (step == PublishStep.Done) return Finish(folder, tranche, null);
        }

        try
        {
            Hash32 transaction = waits
                ? funding.Transaction!.Value
                : await SendAsync(folder, tranche, cancellation).ConfigureAwait(false);
            EscrowResult result = await escrow.WaitAsync(transaction, cancellation).ConfigureAwait(false);
            return Finish(folder, tranche, result);
        }
        catch (ChainException e) when (e is TransactionRevertedException or EscrowRevertedException)
        {
            // Another try may have got in first; then this one cost its fee at most, and the tranche is there.
            folder.Record(tranche, funding with { State = FundingState.Planned, Transaction = null });
            if (await NextAsync(folder, tranche, cancellation).ConfigureAwait(false) == PublishStep.Done)
                return Finish(folder, tranche, null);
            if (FundsOf(folder.Release)?.Explain(e) is { } sentence) throw new PublishException(sentence, e);
            throw;
        }
    }

    /// <summary>Checks that the account holds what a tranche locks, where that is in a token. Of ETH the node
    /// knows.</summary>
    /// <exception cref="PublishException">It does not.</exception>
    /// <exception cref="TokenException">There is no such token.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task CheckFundsAsync(Release release, int tranche, CancellationToken cancellation = default)
    {
        CheckIdentity(release);
        if (FundsOf(release) is { } funds)
            await funds.CheckAsync(release.CostOf(tranche), cancellation).ConfigureAwait(false);
    }

    /// <summary>What a tranche would take, at the chain's prices of now.</summary>
    /// <param name="release">The release.</param>
    /// <param name="tranche">The tranche, from 0.</param>
    /// <param name="node">The chain's node.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="PublishException">The release is not for this chain, escrow or account.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or there is no such token.</exception>
    public async Task<FundingQuote> QuoteAsync(
        Release release, int tranche, EthereumNode node, CancellationToken cancellation = default)
    {
        CheckIdentity(release);
        Address account = escrow.Identity.Account!.Value, token = release.Terms.Token;
        (BigInteger baseFee, BigInteger tip) = await node.GetFeesAsync(cancellation).ConfigureAwait(false);
        return new FundingQuote(
            tranche == 0, token, release.Terms.Reward, release.Tranches[tranche].Count, baseFee + tip,
            baseFee * new WalletOptions().BaseFees + tip,
            await node.GetBalanceAsync(account, BlockTag.Latest, cancellation).ConfigureAwait(false),
            token.IsZero ? BigInteger.Zero
                : await TokenOf(release).GetBalanceAsync(account, cancellation).ConfigureAwait(false));
    }

    /// <summary>Takes back what is left of a release, a day after its claim deadline.</summary>
    /// <returns>What came back in wei or the token's smallest unit, and the transaction's fee.</returns>
    /// <exception cref="PublishException">It is too early, or nothing is left.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public Task<(BigInteger Amount, EscrowResult Result)> ReclaimAsync(
        ReleaseFolder folder, CancellationToken cancellation = default) =>
        ReclaimAsync(folder.Release.Manifest, cancellation);

    /// <summary>The same, of a release of which the manifest is enough.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="cancellation">Ends the waiting; what was sent stays sent.</param>
    /// <exception cref="PublishException">It is too early, or nothing is left.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<(BigInteger Amount, EscrowResult Result)> ReclaimAsync(
        Manifest manifest, CancellationToken cancellation = default)
    {
        CheckIdentity(manifest);
        try
        {
            EscrowResult result = await escrow
                .SendAsync(new Reclaim(Hash32.FromBytes(manifest.Hash())), cancellation).ConfigureAwait(false);
            return (result.Events.OfType<Reclaimed>().Aggregate(BigInteger.Zero, (sum, e) => sum + e.Amount), result);
        }
        catch (EscrowRevertedException e)
        {
            throw new PublishException(Explain(e), e);
        }
    }

    /// <summary>What the chain says of a release; null where there is none.</summary>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task<ReleaseView?> FindAsync(ReleaseId release, CancellationToken cancellation = default)
    {
        BlockHeader? head = await escrow.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (head is null) return null;
        IReadOnlyList<EscrowEvent> events = await escrow
            .GetEventsAsync(deploymentBlock, head.Number, new EscrowFilter(release), cancellation)
            .ConfigureAwait(false);
        return EscrowView.Empty.Apply(events).Find(release);
    }

    private static string Explain(EscrowRevertedException e) => e.Error switch
    {
        "ReclaimTooEarly" => "What is left can be reclaimed only a day after the claim deadline.",
        "NothingLeft" => "Nothing is left of this release.",
        "UnknownRelease" => "The chain has no such release.",
        "PaymentFailed" => "What the release pays in refuses to be paid to this account.",
        _ => e.Message,
    };

    private async Task<PublishStep> NextAsync(ReleaseFolder folder, int tranche, CancellationToken cancellation) =>
        PublishRules.Next(
            folder.Release, tranche, folder.Journal.Tranches[tranche],
            await FindAsync(folder.Release.Id, cancellation).ConfigureAwait(false));

    /// <summary>What is to be done once nothing of the account waits: what was sent before is in a block and seen, or
    /// has lost its turn.</summary>
    private async Task<PublishStep> NextOnceSettledAsync(
        ReleaseFolder folder, int tranche, CancellationToken cancellation)
    {
        await settle!(cancellation).ConfigureAwait(false);
        return PublishRules.Next(
            folder.Release, tranche,
            folder.Journal.Tranches[tranche] with { State = FundingState.Planned, Transaction = null },
            await FindAsync(folder.Release.Id, cancellation).ConfigureAwait(false));
    }

    private async Task<Hash32> SendAsync(ReleaseFolder folder, int tranche, CancellationToken cancellation)
    {
        TrancheFunding funding = folder.Journal.Tranches[tranche] with
        {
            Transaction = null,
            IsAlone = settle is not null,
        };
        folder.Record(tranche, funding with { State = FundingState.Intended });
        Hash32 transaction;
        try
        {
            transaction = await escrow.SubmitAsync(folder.Release.Funding(tranche), cancellation).ConfigureAwait(false);
        }
        catch (ChainException e) when (e is not NodeException)
        {
            // Refused before it was sent, for sure: the next try starts from the beginning.
            folder.Record(tranche, funding with { State = FundingState.Planned });
            throw;
        }

        folder.Record(tranche, funding with { State = FundingState.Sent, Transaction = transaction });
        return transaction;
    }

    private static Publication Finish(ReleaseFolder folder, int tranche, EscrowResult? result)
    {
        TrancheFunding funding = folder.Journal.Tranches[tranche];
        folder.Record(tranche, funding with { State = FundingState.Funded });
        return new Publication(folder.Release.Id, tranche, folder.Journal.Tranches[tranche].Transaction, result);
    }

    private TokenFunds? FundsOf(Release release)
    {
        if (release.Terms.Token is { IsZero: true }) return null;
        return new TokenFunds(TokenOf(release), escrow.Identity.Account!.Value, escrow.Identity.Escrow);
    }

    private IErc20 TokenOf(Release release) => tokens?.Invoke(release.Terms.Token)
        ?? throw new PublishException("This publisher was made for rewards in ETH alone.");

    private void CheckIdentity(Release release) => CheckIdentity(release.Manifest);

    private void CheckIdentity(Manifest manifest)
    {
        EscrowIdentity identity = escrow.Identity;
        if (identity.ChainId != manifest.ChainId)
            throw new PublishException($"The release is for chain {manifest.ChainId}, not {identity.ChainId}.");
        if (identity.Escrow != Address.FromBytes(manifest.Escrow))
            throw new PublishException("The release is for another escrow.");
        if (identity.Account != Address.FromBytes(manifest.VendorAccount))
            throw new PublishException("The release is of another vendor account.");
    }
}

/// <summary>A tranche that is funded.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche.</param>
/// <param name="Transaction">The transaction that funded it, where the folder knows it.</param>
/// <param name="Result">What the transaction did; null where an earlier try had funded it.</param>
public sealed record Publication(ReleaseId Release, int Tranche, Hash32? Transaction, EscrowResult? Result)
{
    /// <summary>Whether it was there before this call.</summary>
    public bool WasThere => Result is null;
}

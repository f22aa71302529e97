using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>What is to be done to have a tranche funded.</summary>
internal enum PublishStep
{
    /// <summary>The chain shows it: nothing.</summary>
    Done,

    /// <summary>Send the transaction.</summary>
    Send,

    /// <summary>Wait for the transaction that was sent.</summary>
    Wait,

    /// <summary>Ask somebody: an earlier try may have sent a transaction that nobody knows of.</summary>
    Ask,
}

/// <summary>Decides, from the journal and the chain, how a tranche gets funded once and never twice. Pure.</summary>
internal static class PublishRules
{
    /// <summary>The next step.</summary>
    /// <param name="release">The release.</param>
    /// <param name="tranche">The tranche, from 0.</param>
    /// <param name="funding">What the journal says of it.</param>
    /// <param name="onChain">What the chain says of the release; null for nothing.</param>
    /// <exception cref="PublishException">The chain holds other terms or another fleet, or earlier tranches are
    /// missing: nothing to be sent helps.</exception>
    public static PublishStep Next(Release release, int tranche, TrancheFunding funding, ReleaseView? onChain)
    {
        if (onChain is not null) CheckTerms(release, onChain.Created);
        int funded = onChain?.Tranches.Count ?? 0;
        if (tranche < funded)
        {
            TrancheAdded there = onChain!.Tranches[tranche];
            return there.FleetRoot == funding.FleetRoot && there.FleetSize == funding.FleetSize
                ? PublishStep.Done
                : throw new PublishException($"The chain holds another fleet as tranche {tranche} of this release.");
        }

        if (tranche > funded)
            throw new PublishException($"Tranche {funded} is to be funded before tranche {tranche}.");
        return funding.State switch
        {
            FundingState.Sent or FundingState.Funded => PublishStep.Wait,
            // The escrow refuses to create a release twice, so the first tranche cannot be paid twice; the others can.
            FundingState.Intended when tranche > 0 => PublishStep.Ask,
            _ => PublishStep.Send,
        };
    }

    private static void CheckTerms(Release release, ReleaseCreated created)
    {
        FundingTerms terms = release.Terms;
        if (created.Token != terms.Token || created.Reward != terms.Reward
            || created.ClaimDeadline != terms.ClaimDeadline || created.Url != terms.Url)
            throw new PublishException("The chain holds this release under other terms than this folder.");
    }
}

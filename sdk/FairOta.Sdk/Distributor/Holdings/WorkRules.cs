using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Distributor;

/// <summary>Which releases are worth taking up, and in which order: (what the chain shows, policy, price of gas, now) →
/// releases and refusals. Pure.</summary>
internal static class WorkRules
{
    /// <summary>Why a release is not taken up; null where nothing that the chain shows speaks against it.</summary>
    /// <param name="release">As the chain shows it.</param>
    /// <param name="policy">What is taken.</param>
    /// <param name="weiPerGas">What one gas costs; null where that is not known, and then it is not judged.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="worth">What rewards are worth; null where only ETH is worth anything known.</param>
    public static WorkRefusal? Judge(
        ReleaseView release, ReleaseFilter policy, BigInteger? weiPerGas, long now, RewardWorth? worth = null)
    {
        ReleaseCreated created = release.Created;
        if (policy.BarredVendors.Contains(created.Vendor))
            return new(WorkRule.Vendor, "Its vendor is barred here.");
        if (policy.Vendors?.Contains(created.Vendor) == false)
            return new(WorkRule.Vendor, "Its vendor is not among those that are taken.");
        if (release.Tranches.IsEmpty) return new(WorkRule.Funding, "No tranche of it is funded.");
        if (!release.Reclaimed.IsZero) return new(WorkRule.Funding, "Its vendor took back what was left.");
        if (created.ClaimDeadline - policy.MinSecondsLeft <= now)
            return new(WorkRule.Deadline, "Its claim deadline is too near, or past.");
        if (release.Tranches.All(tranche => tranche.FleetSize > FleetList.MaxDevices))
            return new(WorkRule.Fleet, $"Its fleets have more than {FleetList.MaxDevices} devices each.");
        if (DevicesLeft(release) < policy.MinDevicesLeft)
            return new(WorkRule.Devices, "Too few of its devices are neither paid nor reserved.");
        return JudgeAmount(created, policy) ?? JudgeWorth(created, policy, weiPerGas, worth ?? new RewardWorth());
    }

    /// <summary>The releases in the order in which they are taken up: those that failed least often first, ETH before
    /// tokens and one token before another, because amounts of two do not compare, and then those with most left to
    /// earn; of equals the one whose id is lower.</summary>
    /// <param name="releases">Releases that are worth it.</param>
    /// <param name="failures">How often each failed since it last did not.</param>
    public static IEnumerable<ReleaseView> Order(
        IEnumerable<ReleaseView> releases, System.Func<ReleaseId, int> failures) => releases
        .OrderBy(release => failures(release.Created.Release))
        .ThenBy(release => release.Created.Token)
        .ThenByDescending(release => release.Balance)
        .ThenBy(release => release.Created.Release);

    /// <summary>Devices that nobody was paid for and nobody has reserved.</summary>
    public static long DevicesLeft(ReleaseView release) =>
        release.Tranches.Sum(tranche => (long)tranche.FleetSize)
        - release.Paid.Values.Sum(count => (long)count)
        - release.Open.Values.Sum(reserved => (long)reserved.Reservation.Deliveries.Count);

    private static WorkRefusal? JudgeAmount(ReleaseCreated created, ReleaseFilter policy)
    {
        if (!created.Token.IsZero)
        {
            if (!policy.Tokens.TryGetValue(created.Token, out BigInteger least))
                return new(WorkRule.Token, $"It pays in token {created.Token}, which is not taken.");
            return created.Reward >= least
                ? null
                : new(WorkRule.Reward, $"It pays {created.Reward} of its token's units a device, not {least}.");
        }

        return created.Reward >= policy.MinReward
            ? null
            : new(WorkRule.Reward, $"It pays {created.Reward} wei a device, not {policy.MinReward}.");
    }

    private static WorkRefusal? JudgeWorth(
        ReleaseCreated created, ReleaseFilter policy, BigInteger? weiPerGas, RewardWorth worth)
    {
        if (worth.InWei(created.Token, created.Reward) is not { } wei)
        {
            return worth.TakesUnknown
                ? null
                : new(WorkRule.Gas, $"Nothing says what its token {created.Token} is worth, to weigh it against gas.");
        }

        if (weiPerGas is not { } price) return null;
        BigInteger gas = price * policy.GasPerDelivery * policy.GasMarginPercent;
        return wei * 100 >= gas
            ? null
            : new(WorkRule.Gas, $"A device is worth {wei} wei, and with the margin gas costs {gas / 100}.");
    }
}

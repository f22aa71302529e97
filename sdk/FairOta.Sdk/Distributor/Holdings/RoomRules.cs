using System.Collections.Generic;
using System.Linq;
using System.Numerics;

namespace FairOta.Sdk.Distributor;

/// <summary>What gives way where a release needs room. Pure.</summary>
internal static class RoomRules
{
    /// <summary>A release gives way to one that earns more than this many times as much: what changes places every hour
    /// is fetched every hour.</summary>
    private const int Better = 2;

    /// <summary>Chooses what gives way: first what earns nothing any more, the largest first, and then what earns least
    /// of the same token, if that is less than half of what the newcomer earns. What is bound stays.</summary>
    /// <param name="newcomer">What needs room.</param>
    /// <param name="tenants">What has room now, the newcomer not among them.</param>
    /// <param name="policy">How much room there is.</param>
    /// <returns>What gives way, nothing as the case may be; null where there is no room whatever gives way.</returns>
    public static IReadOnlyList<ReleaseId>? MakeRoom(
        Tenant newcomer, IReadOnlyCollection<Tenant> tenants, ReleaseFilter policy)
    {
        long bytes = policy.MaxTotalBytes - newcomer.Bytes - tenants.Sum(tenant => tenant.Bytes);
        long devices = policy.MaxTotalDevices - newcomer.Devices - tenants.Sum(tenant => tenant.Devices);
        int releases = policy.MaxReleases - 1 - tenants.Count;
        List<ReleaseId> leaving = [];
        foreach (Tenant tenant in tenants.Where(tenant => GivesWay(tenant, newcomer))
            .OrderByDescending(tenant => tenant.IsOver)
            .ThenBy(tenant => tenant.IsOver ? -tenant.Bytes : tenant.LeftToEarn))
        {
            if (bytes >= 0 && devices >= 0 && releases >= 0) break;
            leaving.Add(tenant.Release);
            bytes += tenant.Bytes;
            devices += tenant.Devices;
            releases++;
        }

        return bytes >= 0 && devices >= 0 && releases >= 0 ? leaving : null;
    }

    private static bool GivesWay(Tenant tenant, Tenant newcomer) => !tenant.IsBound
        && (tenant.IsOver
            || tenant.Token == newcomer.Token && tenant.LeftToEarn * Better < newcomer.LeftToEarn);
}

/// <summary>A release that has or needs room.</summary>
/// <param name="Release">The release.</param>
/// <param name="Bytes">On disk.</param>
/// <param name="Devices">Of its fleets, in memory.</param>
/// <param name="Token">What it pays in; zero for ETH.</param>
/// <param name="LeftToEarn">In wei or the token's smallest unit.</param>
/// <param name="IsBound">Whether it stays whatever comes: sessions of it were answered and are not settled, or
/// deliveries of it may need repair, or it is being fetched.</param>
/// <param name="IsOver">Whether it earns nothing any more: past, recalled, reclaimed or delivered.</param>
internal sealed record Tenant(
    ReleaseId Release, long Bytes, long Devices, Address Token, BigInteger LeftToEarn, bool IsBound, bool IsOver);

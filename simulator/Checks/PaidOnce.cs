using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// A vendor pays at most once per device and tranche, never more than it locked, and only for a device of the tranche's
/// fleet. PROTOCOL.md, <i>Who, and what each may rely on</i>, and <i>On chain</i>.
/// </summary>
internal sealed class PaidOnce(ChainLog chain, WireLog wire) : Witness(
    "Paid once", "A vendor pays once per device and tranche at most, and never more than it locked.", chain, wire)
{
    private Dictionary<Address, int> _places = [];

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        _places = [];
        foreach (Address device in world.Waves.SelectMany(fleet => fleet.Devices.ToArray()))
            _places[device] = _places.GetValueOrDefault(device) + 1;
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        long atMs = world.World.NowMs;
        if (Chain.Find(world.Release.Id) is not { } release) return;
        Check(
            release.PaidInAll <= release.Places, atMs,
            () => $"{release.PaidInAll} deliveries were paid of {release.Places} that were locked.");
        foreach (Address device in Chain.Added.SelectMany(block => block.Events).OfType<Sdk.Chain.Delivered>()
            .Where(each => each.Release == world.Release.Id).Select(each => each.Device).Distinct())
        {
            int paid = release.Of(device).Count, places = _places.GetValueOrDefault(device);
            Check(paid <= places, atMs, () => $"{device} was paid for {paid} times and has {places} places.");
        }
    }
}

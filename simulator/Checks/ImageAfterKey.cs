using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Checks;

/// <summary>
/// No image before its key. PROTOCOL.md, <i>Who, and what each may rely on</i>: the bytes a distributor sends are
/// worthless until its payment is certain; <i>Other endpoints</i>: the package itself comes from origins, and from a
/// distributor only to whom its operator allows, by default nobody.
/// </summary>
/// <remarks>A device completes an image only after the key of one of its sessions left its distributor or was paid on
/// chain, or after it was sent the whole package by an origin. No distributor sends a package to a device.</remarks>
internal sealed class ImageAfterKey(ChainLog chain, WireLog wire) : Witness(
    "No image before its key", "An image is completed only after its session's key was out, or from an origin.",
    chain, wire)
{
    private readonly Dictionary<int, Address> _devices = [];
    private readonly Dictionary<int, long> _fromOrigin = [];
    private readonly HashSet<Address> _out = [];
    private int _vendor;
    private long _packageBytes;

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        _vendor = world.Vendor.Number;
        _packageBytes = (long)world.Release.Manifest.SegmentCount * world.Release.Manifest.SegmentSize;
        foreach (SimDevice device in world.Devices) _devices.Add(device.Number, device.Traits.Address);
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (Wire.KeyGiven is { } key && Wire.OfCommitment(key) is { } given) _out.Add(given.Device);
        switch (happening)
        {
            case Exchanged { Endpoint: "package", Status: 200 or 206 } e:
                Check(e.Actor == _vendor, e.AtMs, () => $"Host {e.Actor} sent a package to device {e.Caller}.");
                _fromOrigin[e.Caller] = _fromOrigin.GetValueOrDefault(e.Caller) + e.BytesDown;
                break;
            case SlotCompleted e:
                bool isEntitled = _out.Contains(_devices[e.Actor])
                    || _fromOrigin.GetValueOrDefault(e.Actor) >= _packageBytes;
                Check(isEntitled, e.AtMs, () => $"Device {e.Actor} completed {e.Version} before any key was out.");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        foreach (Sdk.Chain.Delivered paid in Chain.Added.SelectMany(b => b.Events).OfType<Sdk.Chain.Delivered>())
            if (Wire.OfCommitment(CurveMemo.CommitmentOf(paid.Key))?.Device == paid.Device) _out.Add(paid.Device);
    }
}

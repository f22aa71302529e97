using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
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
    chain, wire, Images, Keys, Origin)
{
    private const string Images = "images completed";
    private const string Keys = "of these after the session's key";
    private const string Origin = "of these after the whole package from an origin";
    private readonly Dictionary<int, Address> _devices = [];
    private readonly Dictionary<(int Device, ReleaseId Release), long> _fromOrigin = [];
    private readonly HashSet<(ReleaseId Release, Address Device)> _out = [];
    private readonly Dictionary<string, WorldRelease> _releases = [];
    private int _vendor;

    /// <inheritdoc/>
    protected override void Began(FleetWorld world)
    {
        _vendor = world.Vendor.Number;
        Meet(world);
        foreach (SimDevice device in world.Devices) _devices.Add(device.Number, device.Traits.Address);
    }

    /// <inheritdoc/>
    protected override void Saw(Happening happening)
    {
        if (Wire.KeyGiven is { } key && Wire.OfCommitment(key) is { } given)
            _out.Add((given.Release, given.Device));
        switch (happening)
        {
            case Exchanged { Endpoint: "package", Status: 200 or 206 } e when _devices.ContainsKey(e.Caller):
                Check(e.Actor == _vendor, e.AtMs, () => $"Host {e.Actor} sent a package to device {e.Caller}.");
                if (e.Request!.Parts is ["releases", var id, ..] && ReleaseId.TryParseWire(id, out ReleaseId asked))
                    _fromOrigin[(e.Caller, asked)] = _fromOrigin.GetValueOrDefault((e.Caller, asked)) + e.BytesDown;
                break;
            case SlotCompleted e when _releases.TryGetValue(Convert.ToHexString(e.ImageHash), out var release):
                Count(Images);
                bool hasKey = _out.Contains((release.Id, _devices[e.Actor]));
                bool hasAll = _fromOrigin.GetValueOrDefault((e.Actor, release.Id))
                    >= (long)release.Manifest.SegmentCount * release.Manifest.SegmentSize;
                Count(Keys, hasKey ? 1 : 0);
                Count(Origin, hasAll ? 1 : 0);
                Check(
                    hasKey || hasAll, e.AtMs,
                    () => $"Device {e.Actor} completed {e.Version} before any key was out.");
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Looked(FleetWorld world)
    {
        Meet(world);
        foreach (Sdk.Chain.Delivered paid in Chain.AddedEvents.OfType<Sdk.Chain.Delivered>())
        {
            if (Wire.OfCommitment(CurveMemo.CommitmentOf(paid.Key)) is { } session && session.Device == paid.Device
                && session.Release == paid.Release)
                _out.Add((paid.Release, paid.Device));
        }
    }

    private void Meet(FleetWorld world)
    {
        foreach (WorldRelease release in world.Releases)
        {
            if (!_releases.ContainsValue(release))
                _releases.Add(Convert.ToHexString(SHA256.HashData(release.Image)), release);
        }
    }
}

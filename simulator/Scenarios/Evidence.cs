using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using FairOta.Sdk;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>Remembers what expectations are about.</summary>
internal sealed class Evidence
{
    private readonly Dictionary<string, HashSet<int>> _held = [];
    private readonly Dictionary<(int Device, ReleaseId Release), long> _packageBytes = [];

    /// <summary>Takes note of something.</summary>
    public void See(Happening happening)
    {
        if (happening is Exchanged { Endpoint: "package", Status: 200 or 206, Request: { } request } e
            && request.Parts is ["releases", var id, ..] && ReleaseId.TryParseWire(id, out ReleaseId release))
        {
            _packageBytes[(e.Caller, release)] = _packageBytes.GetValueOrDefault((e.Caller, release)) + e.BytesDown;
        }

        if (happening is not SlotCompleted completed) return;
        string hash = Convert.ToHexString(completed.ImageHash);
        if (!_held.TryGetValue(hash, out HashSet<int>? devices)) _held[hash] = devices = [];
        devices.Add(completed.Actor);
    }

    /// <summary>Whether a device was given as many bytes of a package as it has, outside of sessions.</summary>
    public bool TookWhole(SimDevice device, WorldRelease release) =>
        _packageBytes.GetValueOrDefault((device.Number, release.Id))
            >= (long)release.Manifest.SegmentCount * release.Manifest.SegmentSize;

    /// <summary>Whether a device ever had that image complete in a slot, beside one that it was made with.</summary>
    public bool Held(SimDevice device, byte[] image) =>
        _held.TryGetValue(Convert.ToHexString(SHA256.HashData(image)), out HashSet<int>? devices)
        && devices.Contains(device.Number);
}

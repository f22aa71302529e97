using System.Collections.Concurrent;
using System.Collections.Generic;
using FairOta.Core;

namespace FairOta.Agent.Tests.Durability;

/// <summary>The device's key, whose receipts go into the history, whether or not they ever leave the device.</summary>
internal sealed class WitnessedKey(World world, List<Happening> history) : IDeviceKey
{
    // Signatures are deterministic: runs that repeat an exchange share them.
    private static readonly ConcurrentDictionary<string, byte[]> Signatures = new();
    private static readonly SoftwareDeviceKey Key = new(TestRelease.Symmetric, TestDevice.PrivateKey);

    public byte[] Address => Key.Address;

    public byte[] Secret => Key.Secret;

    public byte[] Sign(byte[] digest)
    {
        if (world.FindProof(digest) is Receipt receipt)
        {
            history.Add(new Signed(
                Bytes.ToHex(receipt.ReleaseId),
                Bytes.ToHex(receipt.Distributor),
                Bytes.ToHex(receipt.Session),
                receipt.ValidUntil,
                world.Now));
        }

        return Signatures.GetOrAdd(Bytes.ToHex(digest), _ => Key.Sign(digest));
    }
}

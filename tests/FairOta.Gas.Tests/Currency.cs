using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Gas.Tests;

/// <summary>What a release pays in.</summary>
/// <param name="Name">How the snapshot calls it.</param>
/// <param name="Token">Zero for ETH.</param>
internal sealed record Currency(string Name, Address Token)
{
    /// <summary>What a delivery pays.</summary>
    public const ulong Reward = 1_000_000_000;

    public CreateRelease Release(string manifest, Hash32 root, uint size, string url) =>
        new(Names.Secret(manifest), Reward, GasChain.Beginning + 30 * 24 * 3600, url, root, size) { Token = Token };

    public AddTranche Tranche(string manifest, Hash32 root, uint size) =>
        new(Names.Secret(manifest), root, size, Reward) { Token = Token };
}

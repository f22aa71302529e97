using System;
using System.Collections.Generic;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;
using FairOta.Platforms.Storage;

namespace FairOta.Agent.Tests.Durability;

/// <summary>What a device is made of; canaries put a bad part in.</summary>
internal sealed record Parts
{
    public required Func<PowerSupply, IStorageModel> Storage { get; init; }

    public Func<IStorage, IStateStore> State { get; init; } = s => new RecordStore(s, TestRelease.Symmetric);

    public Func<IStorage, IStaging> Staging { get; init; } = s => new StoredPackage(s, 32 * 1024);

    /// <summary>Starts the device over that storage; what it does goes into the history.</summary>
    public Func<IStorage, List<Happening>, Loader> Loader { get; init; } = (s, _) => Durability.Loader.Start(s);

    public Func<AgentConfiguration> Board { get; init; } = () => new AgentConfiguration
    {
        ProductId = TestRelease.ProductId,
        ManifestKeys = [TestRelease.Compressed(TestRelease.ManifestKey)],
        InstalledVersion = ImageVersion.Parse("1.0.0.0"),
        SecurityCounter = 1,
        Origins = ["http://origin.example"],
    };

    /// <summary>Files that keep the promises of the storage port to the letter.</summary>
    public static Parts Torn(int seed = 0) => new() { Storage = power => new TornFiles(power, seed) };

    /// <summary>Files in NOR flash.</summary>
    public static Parts Flash(FlashWriting writing, int seed = 0) => new()
    {
        Storage = power => new FlashFiles(new FlashMemory(4096, 28, power, seed), writing),
    };
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Host.Memory;
using FairOta.Platforms.Meadow;
using FairOta.Platforms.Storage;
using FairOta.Platforms.Tests.Storage;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.Meadow;

/// <summary>An application must go on whatever befalls what updates it.</summary>
[TestClass]
public sealed class MeadowUpdaterTests
{
    private static readonly ImageVersion V1 = new(1, 0, 0, 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("fairota-").FullName;
    private readonly List<Exception> _failures = [];
    private int _resets;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Run_WhereTheStartCannotBeCounted_DoesNotThrow()
    {
        FileStorage storage = new(_folder);
        byte[] configuration = DeviceConfiguration.Encode(Board());
        storage.Write(DeviceConfiguration.FileName, 0, configuration, 0, configuration.Length);
        storage.Write(DeviceConfiguration.KeyFileName, 0, Key(), 0, DeviceConfiguration.KeyBytes);
        byte[] record = MeadowRecord.Begin(Packages.ManifestOf([1], V1), null).At(MeadowStage.Completed).ToBytes();
        new RecordStore(storage, new HostSymmetric()).Save(MeadowSlot.RecordName, record);

        // A file that cannot be written, whoever runs the test.
        storage.Delete(MeadowSlot.RecordName + "-b");
        Directory.CreateDirectory(Path.Combine(_folder, MeadowSlot.RecordName + "-b"));
        using MeadowUpdater updater = new(
            _folder, _folder, V1, 1024, new ConsoleObserver(), () => _resets++, _failures.Add);
        updater.Run(new CancellationToken(canceled: true));
        Assert.HasCount(1, _failures);
        Assert.AreEqual(0, _resets);
    }

    [TestMethod]
    public void Next_WherePortsFailForEver_WaitsLongerAndResetsSeldom()
    {
        FaultyStorage storage = new();
        RecordStore records = new(storage, new HostSymmetric());
        records.Save("trust", [1]);
        storage.Rot("trust-a");
        storage.Rot("trust-b");
        ManualClock clock = new(1_800_000_000);
        AgentPorts ports = new()
        {
            Link = new MeadowLink(TimeSpan.FromSeconds(1)),
            Staging = new StoredPackage(storage, 1024),
            State = records,
            Slot = new AssemblySets(storage, new HostSymmetric()),
            Trial = new AssemblySets(storage, new HostSymmetric()),
            Clock = clock,
            Key = new SoftwareDeviceKey(new HostSymmetric(), Key()),
            Symmetric = new HostSymmetric(),
            Observer = new ConsoleObserver(),
        };
        AgentLoop loop = new(Board(), ports, () => _resets++, _failures.Add);
        TimeSpan waited = TimeSpan.Zero;
        while (_resets == 0)
            waited += loop.Next();
        Assert.HasCount(AgentLoop.MaxFailures, _failures);
        Assert.IsGreaterThan(TimeSpan.FromHours(1), waited);
        Assert.IsLessThan(TimeSpan.FromHours(2), waited);
    }

    private static AgentConfiguration Board() => new()
    {
        ProductId = new byte[16],
        ManifestKeys = [[2, .. Ecdsa.PublicKey(Key())[..32]]],
        InstalledVersion = V1,
        Origins = ["http://origin.example"],
    };

    private static byte[] Key()
    {
        byte[] key = new byte[32];
        key[31] = 1;
        return key;
    }
}

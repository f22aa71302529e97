using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Simulator.Checks;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Tests.Checks;

/// <summary>A distributor that does not do as it promises.</summary>
internal sealed class FalsePromise(
    FleetWorld world, int number, string name, DistributorPolicy does, DistributorPolicy promises)
    : SimDistributor(number, world, name, does)
{
    public override DistributorPolicy Policy => promises;
}

/// <summary>A distributor that answers every challenge, however many there are of a session.</summary>
internal sealed class CarelessDistributor(FleetWorld world, int number, string name)
    : SimDistributor(number, world, name, new DistributorPolicy())
{
    private RogueDistributor? _careless;

    protected override Reply Answer(Moment moment, ServiceRequest request)
    {
        _careless ??= new RogueDistributor(
            Eip712.Domain(Chain.ChainId, Chain.Escrow.ToBytes()), World.Vendor.AsHost(), World.Releases.Last(), Account,
            Url);
        return _careless.Answer(request, moment.Now);
    }
}

/// <summary>A device whose samples anybody foresees: the first λ segments.</summary>
internal sealed class RiggedSampling : ISymmetric
{
    private readonly HostSymmetric _right = new();

    public byte[] Mac(byte[] key, byte[] message)
    {
        byte[] mac = _right.Mac(key, message);
        if (message.Length == Tags.Index.Length + 4 && message.AsSpan().StartsWith(Tags.Index))
            message.AsSpan(Tags.Index.Length).CopyTo(mac);
        return mac;
    }

    public byte[] Encrypt(byte[] key, byte[] plain) => _right.Encrypt(key, plain);

    public byte[] Decrypt(byte[] key, byte[] cipher) => _right.Decrypt(key, cipher);
}

/// <summary>Staging of a device that is given the image beforehand, and installs it at the first segment.</summary>
internal sealed class KnowingStaging(IStaging right, IImageSlot slot, Func<WorldRelease> release) : IStaging
{
    private bool _done;

    public long CapacityBytes => right.CapacityBytes;

    public void Write(long positionBytes, byte[] data, int offset, int count)
    {
        right.Write(positionBytes, data, offset, count);
        if (_done) return;
        _done = true;
        slot.Begin(release().Manifest);
        slot.Append(release().Image, 0, release().Image.Length);
        slot.Complete();
    }

    public void Read(long positionBytes, byte[] data, int offset, int count) =>
        right.Read(positionBytes, data, offset, count);

    public void Erase() => right.Erase();
}

/// <summary>A bootloader that keeps what it is told to take back.</summary>
internal sealed class StubbornTrial(ITrial right) : ITrial
{
    public TrialState State => right.State;

    public void Confirm() => right.Confirm();

    public void Revert() => right.Confirm();
}

/// <summary>Records that are gone when the device starts, as long as that holds.</summary>
internal sealed class ForgetfulStore(Func<bool> forgets) : IStateStore
{
    private const string First = "trust";
    private readonly Dictionary<string, byte[]> _records = [];

    public byte[]? Load(string name)
    {
        if (name == First && forgets()) _records.Clear();
        return _records.GetValueOrDefault(name);
    }

    public void Save(string name, byte[]? value)
    {
        if (value is null) _records.Remove(name);
        else _records[name] = [.. value];
    }
}

/// <summary>Passes on all but happenings of one kind to an invariant.</summary>
internal sealed class Without<T>(Invariant right) : Invariant("without", "")
    where T : Happening
{
    public override void Begin(FleetWorld world) => right.Begin(world);

    public override void See(Happening happening)
    {
        if (happening is not T) right.See(happening);
    }

    public override void Look(FleetWorld world) => right.Look(world);

    public override void Conclude(FleetWorld world) => right.Conclude(world);
}

/// <summary>Does something whenever it sees something happen.</summary>
internal sealed class Meddler(Action<Happening> meddle) : Invariant("meddler", "")
{
    public override void See(Happening happening) => meddle(happening);
}

using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;

namespace FairOta.Simulator.Worlds;

/// <summary>The images that are known: devices that hold the same one share it.</summary>
internal sealed class KnownImages
{
    private ImmutableDictionary<string, byte[]> _images = ImmutableDictionary<string, byte[]>.Empty;

    /// <summary>Makes one known; to be called between two windows.</summary>
    public void Add(byte[] image) => _images = _images.SetItem(Convert.ToHexString(SHA256.HashData(image)), image);

    /// <summary>The known image of those bytes; the bytes themselves where it is not known.</summary>
    public byte[] Share(byte[] image) =>
        _images.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(image)), image);
}

/// <summary>Staging that takes no memory while it is empty.</summary>
internal sealed class SimStaging(int capacityBytes, PowerSupply power) : IStaging
{
    private MemoryStaging? _staging;

    public long CapacityBytes => capacityBytes;

    /// <summary>The bytes, for rot; empty while there are none.</summary>
    public Span<byte> Bytes => _staging is { } staging ? staging.Bytes : [];

    public void Write(long positionBytes, byte[] data, int offset, int count) =>
        (_staging ??= new MemoryStaging(capacityBytes, power)).Write(positionBytes, data, offset, count);

    public void Read(long positionBytes, byte[] data, int offset, int count)
    {
        if (_staging is { } staging) staging.Read(positionBytes, data, offset, count);
        else data.AsSpan(offset, count).Fill(0xFF);
    }

    /// <summary>Lets go of what nobody relies on any more, so that a fleet at rest takes little memory; another read
    /// finds anything, as <see cref="IStaging"/> allows.</summary>
    public void LetGo() => _staging = null;

    public void Erase()
    {
        _staging?.Erase(); // power can be cut here as anywhere
        _staging = null;
    }
}

/// <summary>Slots that tell what they were given.</summary>
internal sealed class SimSlots(byte[] factoryImage, PowerSupply power, KnownImages known) : IImageSlot, ITrial
{
    private readonly MemorySlots _slots = new(factoryImage, power, known.Share);
    private Manifest? _manifest;

    /// <summary>The image that runs.</summary>
    public byte[] RunningImage => _slots.RunningImage;

    /// <summary>Told of an image that was completed, with its manifest.</summary>
    public Action<Manifest, byte[]>? Completed { get; init; }

    /// <summary>Told that the running image was confirmed.</summary>
    public Action? Confirmed { get; init; }

    public TrialState State => _slots.State;

    public void Restart() => _slots.Restart();

    public void Begin(Manifest manifest)
    {
        _slots.Begin(manifest);
        _manifest = manifest;
    }

    public void Append(byte[] data, int offset, int count) => _slots.Append(data, offset, count);

    public bool Complete()
    {
        try
        {
            return _slots.Complete();
        }
        finally
        {
            // Also where power is cut right behind it.
            if (_slots.State == TrialState.Pending) Completed?.Invoke(_manifest!, _slots.OtherImage);
        }
    }

    public void Abort() => _slots.Abort();

    public void Confirm()
    {
        try
        {
            _slots.Confirm();
        }
        finally
        {
            if (_slots.State == TrialState.Confirmed) Confirmed?.Invoke();
        }
    }

    public void Revert() => _slots.Revert();
}

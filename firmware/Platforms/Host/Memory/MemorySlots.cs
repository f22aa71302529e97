using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Two image slots and their bootloader in memory.</summary>
public sealed class MemorySlots : IImageSlot, ITrial
{
    private readonly byte[][] _images = [[], []];
    private readonly PowerSupply _power;
    private readonly Func<byte[], byte[]>? _keep;
    private SlotMarker _marker = SlotMarker.Factory;
    private MemoryStream? _writing;

    /// <summary>Starts with that image.</summary>
    /// <param name="factoryImage">The image that runs at first.</param>
    /// <param name="power">What it hangs on.</param>
    /// <param name="keep">Takes a complete image and gives back an equal array to keep, which others may share.</param>
    public MemorySlots(byte[] factoryImage, PowerSupply power, Func<byte[], byte[]>? keep = null)
    {
        _keep = keep;
        _images[0] = factoryImage;
        _power = power;
    }

    /// <summary>The image that runs.</summary>
    public byte[] RunningImage => _images[_marker.Running];

    /// <summary>The image in the other slot; empty where there was none.</summary>
    public byte[] OtherImage => _images[1 - _marker.Running];

    /// <inheritdoc />
    public TrialState State => _marker.State;

    /// <summary>Restarts the device: the bootloader chooses, and what was being written is gone.</summary>
    public void Restart()
    {
        _writing = null;
        _marker = _marker.AfterStart();
    }

    /// <inheritdoc />
    public void Begin(Manifest manifest) => _power.Durable("begin slot", () =>
    {
        _marker = new SlotMarker(_marker.Running, TrialState.None);
        _writing = new MemoryStream();
    });

    /// <inheritdoc />
    public void Append(byte[] data, int offset, int count) =>
        _power.Durable("append slot", () => Writing.Write(data, offset, count));

    /// <inheritdoc />
    public bool Complete()
    {
        _power.Durable("complete slot", () =>
        {
            byte[] image = Writing.ToArray();
            _images[1 - _marker.Running] = _keep?.Invoke(image) ?? image;
            _writing = null;
            _marker = _marker with { State = TrialState.Pending };
        });
        return true;
    }

    /// <inheritdoc />
    public void Abort() => _writing = null;

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No image is on trial.</exception>
    public void Confirm() => _power.Durable("confirm slot", () =>
    {
        if (_marker.State != TrialState.Trial)
            throw new InvalidOperationException("No image is on trial.");
        _marker = _marker with { State = TrialState.Confirmed };
    });

    /// <inheritdoc />
    public void Revert()
    {
        // What is not confirmed goes back by itself.
    }

    private MemoryStream Writing => _writing ?? throw new InvalidOperationException("No image was begun.");
}

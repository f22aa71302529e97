using System;
using System.IO;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.Host;

/// <summary>
/// Two images in a directory, slot0.image and slot1.image, and a marker that is replaced atomically. Plays the flash;
/// what a restart does is <see cref="SlotBootloader"/>'s.
/// </summary>
public sealed class FileSlots : IImageSlot, ITrial, IDisposable
{
    private readonly string _directory;
    private FileStream? _writing;
    private Manifest? _manifest;

    /// <summary>Opens the directory, which is made where it is missing.</summary>
    public FileSlots(string directory)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
    }

    /// <inheritdoc />
    public TrialState State => Marker.State;

    /// <summary>Path of the image that runs; the file is missing on a device that came without one.</summary>
    public string RunningImagePath => ImagePath(Marker.Running);

    internal SlotMarker Marker
    {
        get => File.Exists(MarkerPath) ? SlotMarker.FromByte(File.ReadAllBytes(MarkerPath)[0]) : SlotMarker.Factory;
        set => DurableFile.Replace(MarkerPath, [value.ToByte()]);
    }

    private string MarkerPath => Path.Combine(_directory, "marker");

    /// <inheritdoc />
    public void Begin(Manifest manifest)
    {
        Abort();
        Marker = new SlotMarker(Marker.Running, TrialState.None);
        _manifest = manifest;
        _writing = new FileStream(ImagePath(1 - Marker.Running), FileMode.Create, FileAccess.ReadWrite);
    }

    /// <inheritdoc />
    public void Append(byte[] data, int offset, int count) => Writing.Write(data, offset, count);

    /// <inheritdoc />
    public bool Complete()
    {
        Writing.Flush(flushToDisk: true);
        Writing.Position = 0;
        byte[] hash = SHA256.HashData(Writing);
        bool whole = Writing.Length == _manifest!.ImageSize && hash.AsSpan().SequenceEqual(_manifest.ImageSha256);
        Abort();
        if (!whole)
            return false;
        DurableFile.FlushDirectory(MarkerPath);
        Marker = Marker with { State = TrialState.Pending };
        return true;
    }

    /// <inheritdoc />
    public void Abort()
    {
        _writing?.Dispose();
        _writing = null;
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No image is on trial.</exception>
    public void Confirm()
    {
        if (Marker.State != TrialState.Trial)
            throw new InvalidOperationException("No image is on trial.");
        Marker = Marker with { State = TrialState.Confirmed };
    }

    /// <inheritdoc />
    public void Revert()
    {
        // What is not confirmed goes back by itself.
    }

    /// <inheritdoc />
    public void Dispose() => Abort();

    private FileStream Writing => _writing ?? throw new InvalidOperationException("No image was begun.");

    private string ImagePath(int slot) => Path.Combine(_directory, slot == 0 ? "slot0.image" : "slot1.image");
}

using System;
using System.IO;
using System.Security.Cryptography;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Platforms.Storage;

namespace FairOta.Platforms.Host;

/// <summary>
/// Two images in a directory, slot0.image and slot1.image, and a marker beside them. Plays the flash; what a restart
/// does is <see cref="SlotBootloader"/>'s.
/// </summary>
/// <remarks>
/// With a bootloader every image has to be one that it boots. Without one nobody could tell, so MCUboot images are
/// refused and everything else is taken as it is.
/// </remarks>
public sealed class FileSlots : IImageSlot, ITrial, IDisposable
{
    private const string MarkerName = "marker";
    private const string CounterName = "counter";

    private readonly string _directory;
    private readonly FileStorage _files;
    private readonly RecordStore _records;
    private readonly McuBootBootloader? _bootloader;
    private FileStream? _writing;
    private Manifest? _manifest;

    /// <summary>Opens the directory, which is made where it is missing.</summary>
    /// <param name="directory">Where slots and marker are.</param>
    /// <param name="bootloader">The MCUboot that the device has; null for none.</param>
    public FileSlots(string directory, McuBootBootloader? bootloader = null)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _files = new FileStorage(_directory);
        _records = new RecordStore(_files, new HostSymmetric());
        _bootloader = bootloader;
    }

    /// <inheritdoc />
    public TrialState State => Marker.State;

    /// <summary>Path of the image that runs; the file is missing on a device that came without one.</summary>
    public string RunningImagePath => ImagePath(Marker.Running);

    /// <summary>Why the last image was refused, one sentence; null where none was.</summary>
    public string? Refusal { get; private set; }

    internal SlotMarker Marker
    {
        get => _records.Load(MarkerName) is byte[] marker ? SlotMarker.FromByte(marker[0]) : SlotMarker.Factory;
        set => _records.Save(MarkerName, [value.ToByte()]);
    }

    /// <summary>The bootloader's own security counter: that of the highest image ever confirmed.</summary>
    internal long SecurityCounter
    {
        get => _records.Load(CounterName) is byte[] counter ? (long)Bytes.ReadBe64(counter, 0) : 0;
        private set => _records.Save(CounterName, Bytes.Be64((ulong)value));
    }

    private FileStream Writing => _writing ?? throw new InvalidOperationException("No image was begun.");

    /// <inheritdoc />
    public void Begin(Manifest manifest)
    {
        Abort();
        Refusal = null;
        Marker = new SlotMarker(Marker.Running, TrialState.None);
        _manifest = manifest;

        // Its name is durable before the first of its bytes is.
        string name = ImageName(1 - Marker.Running);
        _files.Delete(name);
        _files.Write(name, 0, [], 0, 0);
        _writing = new FileStream(Path.Combine(_directory, name), FileMode.Open, FileAccess.ReadWrite);
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
            Refusal = "The image is not the manifest's.";
        else if (_bootloader is null && _manifest.PayloadFormat == PayloadFormat.McuBoot)
            Refusal = "The image is one for MCUboot, and this device has none.";
        if (Refusal is not null || !Boots(1 - Marker.Running, _manifest))
            return false;
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

    /// <summary>Whether the bootloader, where there is one, boots what is in a slot; <see cref="Refusal"/> says why
    /// not.</summary>
    /// <param name="slot">The slot, 0 or 1.</param>
    /// <param name="manifest">What the image must agree with; null where that was seen to before.</param>
    internal bool Boots(int slot, Manifest? manifest = null)
    {
        if (_bootloader is null) return true;
        try
        {
            McuBootImage image = McuBootImage.Parse(File.ReadAllBytes(ImagePath(slot)));
            _bootloader.Check(image, SecurityCounter);
            if (manifest is not null)
                McuBootBootloader.CheckAgreement(image, manifest.Version, manifest.SecurityCounter);
            return true;
        }
        catch (ProtocolException e)
        {
            Refusal = e.Message;
            return false;
        }
    }

    /// <summary>What MCUboot does when it starts a confirmed image: from then on it boots nothing older.</summary>
    internal void KeepCounter()
    {
        if (_bootloader is null || State != TrialState.Confirmed) return;
        long counter = McuBootImage.Parse(File.ReadAllBytes(RunningImagePath)).SecurityCounter ?? 0;
        if (counter > SecurityCounter) SecurityCounter = counter;
    }

    private string ImagePath(int slot) => Path.Combine(_directory, ImageName(slot));

    private static string ImageName(int slot) => slot == 0 ? "slot0.image" : "slot1.image";
}

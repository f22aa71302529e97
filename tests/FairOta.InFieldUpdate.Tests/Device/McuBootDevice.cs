using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using nanoFramework.Runtime.InFieldUpdate;

namespace FairOta.InFieldUpdate.Tests.Device;

/// <summary>
/// A device whose bootloader is MCUboot, as the documentation of nanoFramework.Runtime.InFieldUpdate describes it: the
/// sessions in memory, the slot's bytes and marks in flash. Power is cut before, in or after any write.
/// </summary>
public sealed class McuBootDevice
{
    public const int SlotBytes = 64 * 1024;
    public const int BlockBytes = 4096;
    private const uint Magic = 0x96f3b83d;

    private readonly Power _power;
    private readonly Dictionary<string, Queue<UpdateSessionResult>> _faults = [];
    private byte[] _primary = Erased();
    private byte[] _secondary = Erased();
    private UpdateSession _session;
    private bool _isUnconfirmed;
    private bool _isPending;
    private bool _isReverting;

    public McuBootDevice(Power power, byte[] running)
    {
        _power = power;
        running.CopyTo(_primary, 0);
        UpdateManager.Use(this);
    }

    /// <summary>Calls so far, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>True while a host holds the slot.</summary>
    public bool IsHeldByHost { get; set; }

    /// <summary>What it says of itself instead of the truth.</summary>
    public UpdateStatus? ForcedStatus { get; set; }

    public UpdateStatus Status => ForcedStatus
        ?? (_isPending ? UpdateStatus.TestPending
            : _isReverting ? UpdateStatus.RollbackPending
            : _isUnconfirmed ? UpdateStatus.Testing
            : UpdateStatus.Confirmed);

    public ImageInfo Running => Header(_primary) is { } header ? new ImageInfo { Version = header } : null;

    public bool IsSecondaryErased => _secondary.All(value => value == 0xFF);

    /// <summary>The first bytes of the slot that does not run.</summary>
    public byte[] Stored(int count) => _secondary[..count];

    public bool Runs(byte[] image) => _primary.AsSpan(0, image.Length).SequenceEqual(image);

    /// <summary>Lets the next such calls answer with these results, and do nothing.</summary>
    public void Fail(string call, params UpdateSessionResult[] results) => _faults[call] = new(results);

    /// <summary>Puts an image in the other slot as a host does, for trial at the next start.</summary>
    public void StageByHost(byte[] image)
    {
        _secondary = Erased();
        image.CopyTo(_secondary, 0);
        _isPending = true;
    }

    /// <summary>What the bootloader does at a start. Power cuts in a swap are its own affair.</summary>
    public void Restart()
    {
        _session = null;
        bool isReturn = _isUnconfirmed && !_isPending;
        if (_isPending || isReturn)
            (_primary, _secondary) = (_secondary, _primary);
        _isUnconfirmed = _isPending;
        _isPending = false;
        _isReverting = false;
    }

    public UpdateSessionResult EraseSecondary()
    {
        if (Injected("erase") is { } fault)
            return fault;
        if (_session != null || IsHeldByHost)
            return UpdateSessionResult.Busy;
        Erase();
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Start(int totalLength, out UpdateSession session)
    {
        session = null;
        if (Injected("start") is { } fault)
            return fault;
        if (Refusal(totalLength) is { } refusal)
            return refusal;
        Erase();
        session = _session = new UpdateSession { TotalLength = totalLength };
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Resume(int totalLength, byte[] expectedHeader, out UpdateSession session)
    {
        session = null;
        if (Injected("resume") is { } fault)
            return fault;
        if (Refusal(totalLength) is { } refusal)
            return refusal;
        if (Header(_secondary) == null)
            return UpdateSessionResult.NoImage;
        if (!_secondary.AsSpan(0, expectedHeader.Length).SequenceEqual(expectedHeader))
            return UpdateSessionResult.HeaderMismatch;
        int stored = Array.FindLastIndex(_secondary, value => value != 0xFF) + 1;
        if (stored < totalLength)
        {
            // A block that was being written when power failed is of no use.
            int block = (stored - 1) / BlockBytes * BlockBytes;
            _power.Use("rewind", () => _secondary.AsSpan(block, BlockBytes).Fill(0xFF), () =>
                _secondary.AsSpan(block, BlockBytes / 2).Fill(0xFF));
            if (block == 0)
                return UpdateSessionResult.NoImage;
            stored = block;
        }

        int next = Math.Min(stored, totalLength);
        session = _session = new UpdateSession { TotalLength = totalLength, NextOffset = next };
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Store(UpdateSession session, byte[] data, int offset, int count)
    {
        if (Injected("store") is { } fault)
            return fault;
        if (session != _session)
            return UpdateSessionResult.BadToken;
        if (count > session.TotalLength - session.NextOffset)
            return UpdateSessionResult.TooLarge;
        bool isHeader = count >= 32 && BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(offset)) == Magic;
        if (session.NextOffset == 0 && !isHeader)
            return UpdateSessionResult.BadMagic;
        byte[] chunk = data[offset..(offset + count)];
        Assert(_secondary.AsSpan(session.NextOffset, count).IndexOfAnyExcept((byte)0xFF) < 0, "Flash is written once.");
        _power.Use("chunk", () => chunk.CopyTo(_secondary, session.NextOffset), () =>
        {
            chunk.AsSpan(0, count / 2).CopyTo(_secondary.AsSpan(session.NextOffset));
            _secondary[session.NextOffset + count / 2] &= 0x5A;
        });
        session.NextOffset += count;
        return UpdateSessionResult.Success;
    }

    public UpdateSessionResult Complete(UpdateSession session)
    {
        if (Injected("complete") is { } fault)
            return fault;
        if (session != _session)
            return UpdateSessionResult.BadToken;
        if (session.NextOffset < session.TotalLength)
            return UpdateSessionResult.Incomplete;
        _session = null;
        UpdateSessionResult verdict = Verify(_secondary.AsSpan(0, session.TotalLength));
        if (verdict == UpdateSessionResult.Success)
            _power.Use("pending", () => _isPending = true);
        return verdict;
    }

    public UpdateSessionResult Abort(UpdateSession session, bool eraseSlot)
    {
        if (Injected("abort") is { } fault)
            return fault;
        if (session != _session)
            return UpdateSessionResult.BadToken;
        _session = null;
        if (eraseSlot)
            Erase();
        return UpdateSessionResult.Success;
    }

    public bool Confirm()
    {
        if (Injected("confirm") != null || !_isUnconfirmed)
            return false;
        _power.Use("confirm", () => _isUnconfirmed = false);
        return true;
    }

    public bool Revert()
    {
        Calls.Add("revert");
        if (!_isUnconfirmed)
            return false;
        _isReverting = true;
        return true;
    }

    private UpdateSessionResult? Injected(string call)
    {
        Calls.Add(call);
        return _faults.TryGetValue(call, out var results) && results.TryDequeue(out var result) ? result : null;
    }

    private UpdateSessionResult? Refusal(int totalLength) =>
        IsHeldByHost ? UpdateSessionResult.Busy
        : _isPending || _isReverting ? UpdateSessionResult.SwapInFlight
        : totalLength > SlotBytes ? UpdateSessionResult.TooLarge
        : null;

    private void Erase()
    {
        Assert(!_isUnconfirmed && !_isPending, "The image to go back to, or to try, is kept.");
        _power.Use("erase", () => _secondary = Erased(), () => _secondary.AsSpan(0, SlotBytes / 2).Fill(0xFF));
    }

    private static Version Header(byte[] slot) => BinaryPrimitives.ReadUInt32LittleEndian(slot) != Magic
        ? null
        : new Version(
            slot[20],
            slot[21],
            BinaryPrimitives.ReadUInt16LittleEndian(slot.AsSpan(22)),
            BinaryPrimitives.ReadInt32LittleEndian(slot.AsSpan(24)));

    private static UpdateSessionResult Verify(ReadOnlySpan<byte> image)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(image) != Magic)
            return UpdateSessionResult.BadMagic;
        int hashed = BinaryPrimitives.ReadUInt16LittleEndian(image[8..])
            + BinaryPrimitives.ReadUInt16LittleEndian(image[10..])
            + BinaryPrimitives.ReadInt32LittleEndian(image[12..]);
        ReadOnlySpan<byte> entries = image[hashed..];
        if (BinaryPrimitives.ReadUInt16LittleEndian(entries) != 0x6907 || entries[4] != 0x10)
            return UpdateSessionResult.BadTlv;
        return SHA256.HashData(image[..hashed]).AsSpan().SequenceEqual(entries.Slice(8, 32))
            ? UpdateSessionResult.Success
            : UpdateSessionResult.HashMismatch;
    }

    private static byte[] Erased() => [.. Enumerable.Repeat((byte)0xFF, SlotBytes)];

    private static void Assert(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException(what);
    }
}

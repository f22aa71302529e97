using System;
using System.Collections.Generic;
using System.IO;

namespace FairOta.Sdk.Fleet;

/// <summary>The devices of a tranche in order: the position is the index. As a file, their 20-byte addresses one after
/// another.</summary>
public sealed class FleetList
{
    /// <summary>Most devices of a tranche; a larger fleet takes several tranches.</summary>
    public const int MaxDevices = 1 << 20;

    private readonly Address[] _devices;

    /// <summary>A list of 1 to <see cref="MaxDevices"/> addresses, none zero, none repeated.</summary>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    public FleetList(IReadOnlyCollection<Address> devices)
    {
        CheckCount(devices.Count);
        _devices = [.. devices];
        var seen = new HashSet<Address>(_devices.Length);
        for (int i = 0; i < _devices.Length; i++)
        {
            if (_devices[i].IsZero) throw new InvalidDataException($"The device at index {i} is the zero address.");
            if (!seen.Add(_devices[i])) throw new InvalidDataException($"The device at index {i} is there already.");
        }
    }

    /// <summary>Number of devices.</summary>
    public int Count => _devices.Length;

    /// <summary>The devices in order.</summary>
    public ReadOnlySpan<Address> Devices => _devices;

    /// <summary>The device at an index.</summary>
    public Address this[int index] => _devices[index];

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no list of 1 to <see cref="MaxDevices"/> addresses, none zero,
    /// none repeated.</exception>
    public static FleetList Parse(ReadOnlySpan<byte> bytes)
    {
        int count = bytes.Length / Address.Size;
        if (bytes.Length % Address.Size != 0)
            throw new InvalidDataException($"A fleet list of {bytes.Length} bytes is cut off within an address.");
        CheckCount(count);
        var devices = new Address[count];
        for (int i = 0; i < count; i++) devices[i] = Address.FromBytes(bytes.Slice(i * Address.Size, Address.Size));
        return new FleetList(devices);
    }

    /// <summary>The file's bytes: 20 × <see cref="Count"/>.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[_devices.Length * Address.Size];
        for (int i = 0; i < _devices.Length; i++) _devices[i].CopyTo(bytes.AsSpan(i * Address.Size));
        return bytes;
    }

    private static void CheckCount(int count)
    {
        if (count is < 1 or > MaxDevices)
            throw new InvalidDataException($"A fleet has 1 to {MaxDevices} devices, not {count}.");
    }
}

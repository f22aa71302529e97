using System.Collections.Generic;

namespace FairOta.Simulator.Hardware;

/// <summary>What a board's processor, flash and network can do and draw. Nothing here was measured by us on a
/// board.</summary>
public sealed record DeviceProfile
{
    /// <summary>Name of the board.</summary>
    public required string Board { get; init; }

    /// <summary>IL instructions a second, calls and garbage collection included.</summary>
    public required Figure InstructionRate { get; init; }

    /// <summary>Bytes a second of native HMAC-SHA256, its calls apart.</summary>
    public required Figure HmacRate { get; init; }

    /// <summary>Bytes a second of native AES-CBC, its calls apart.</summary>
    public required Figure AesRate { get; init; }

    /// <summary>Seconds that a native call takes beside its bytes.</summary>
    public required Figure NativeCall { get; init; }

    /// <summary>Seconds to program 256 bytes of flash.</summary>
    public required Figure PageProgram { get; init; }

    /// <summary>Seconds to erase 4,096 bytes of flash.</summary>
    public required Figure SectorErase { get; init; }

    /// <summary>Bytes that the file system writes for each byte it was given.</summary>
    public required Figure FileSystemFactor { get; init; }

    /// <summary>Bytes a second of a body, from or to the network.</summary>
    public required Figure NetworkRate { get; init; }

    /// <summary>Seconds to a source and back.</summary>
    public required Figure RoundTrip { get; init; }

    /// <summary>Round trips of one request.</summary>
    public required Figure RoundTripsPerRequest { get; init; }

    /// <summary>Volts of the supply that the currents are for.</summary>
    public required Figure Supply { get; init; }

    /// <summary>Milliamperes while code runs, network connected but silent.</summary>
    public required Figure CpuCurrent { get; init; }

    /// <summary>Milliamperes while it receives or waits for an answer.</summary>
    public required Figure ReceiveCurrent { get; init; }

    /// <summary>Milliamperes while it sends.</summary>
    public required Figure SendCurrent { get; init; }

    /// <summary>Milliamperes more than <see cref="CpuCurrent"/> while flash is written or erased.</summary>
    public required Figure FlashCurrent { get; init; }

    /// <summary>Whether an image of at most 32 KiB is a set of assemblies, whose SHA-256 interpreted code
    /// takes.</summary>
    public required bool RunsAssemblySets { get; init; }

    /// <summary>Every figure with its name, in the order above.</summary>
    public IEnumerable<(string Name, Figure Figure)> Figures =>
    [
        ("instructions", InstructionRate), ("HMAC", HmacRate), ("AES", AesRate), ("native call", NativeCall),
        ("page program", PageProgram), ("sector erase", SectorErase), ("file system", FileSystemFactor),
        ("network", NetworkRate), ("round trip", RoundTrip), ("round trips of a request", RoundTripsPerRequest),
        ("supply", Supply), ("processor", CpuCurrent), ("receiving", ReceiveCurrent), ("sending", SendCurrent),
        ("flash", FlashCurrent),
    ];

    /// <summary>The board's name without what is in brackets, as one word: what a command line calls it.</summary>
    public override string ToString() => Board.Split(" (")[0].Replace(' ', '-').ToLowerInvariant();
}

using System;
using System.IO;

namespace FairOta.Simulator.Run;

/// <summary>What a run is asked to do.</summary>
public sealed record RunOptions
{
    /// <summary>Most devices of a run.</summary>
    public const int MaxDevices = 1000;

    /// <summary>Most distributors of a run.</summary>
    public const int MaxDistributors = 20;

    /// <summary>File with the image; null for 256 KiB that follow from the seed.</summary>
    public FileInfo? Image { get; init; }

    /// <summary>Virtual devices, 1 to <see cref="MaxDevices"/>.</summary>
    public int Devices { get; init; } = 20;

    /// <summary>Distributors, 1 to <see cref="MaxDistributors"/>.</summary>
    public int Distributors { get; init; } = 3;

    /// <summary>Decides keys, image and package: the same seed makes the same network.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A node to use; null starts a private one.</summary>
    public Uri? Rpc { get; init; }

    /// <summary>File with the private key (hex) of a funded account on <see cref="Rpc"/>; null for the public test key
    /// of development nodes.</summary>
    public FileInfo? KeyFile { get; init; }

    /// <summary>File for the report; null for none.</summary>
    public FileInfo? Json { get; init; }

    /// <summary>Where devices and distributors keep their files; null for a temporary folder that is removed.</summary>
    public DirectoryInfo? Folder { get; init; }
}

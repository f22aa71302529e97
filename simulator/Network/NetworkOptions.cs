using System;
using System.IO;
using System.Net;
using System.Numerics;

namespace FairOta.Simulator.Network;

/// <summary>What a local network consists of.</summary>
public sealed record NetworkOptions
{
    /// <summary>Decides every key and the package.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The image to deliver.</summary>
    public required byte[] Image { get; init; }

    /// <summary>Devices of the fleet.</summary>
    public required int Devices { get; init; }

    /// <summary>Distributors.</summary>
    public required int Distributors { get; init; }

    /// <summary>A node to use; null starts a private one.</summary>
    public Uri? Rpc { get; init; }

    /// <summary>File with the key of a funded account; null for the development key.</summary>
    public FileInfo? KeyFile { get; init; }

    /// <summary>Address of this machine on which everything listens, and at which others reach it; loopback.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>Where everything keeps its files.</summary>
    public required DirectoryInfo Folder { get; init; }

    /// <summary>Reward for a delivery, in wei.</summary>
    public BigInteger Reward { get; init; } = 1_000_000_000_000_000;
}

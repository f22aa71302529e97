using System;

namespace FairOta.Agent.Tests.Durability;

/// <summary>A world, a device in it, and how it has to end whatever happens to its power.</summary>
internal sealed record Scenario(string Name)
{
    /// <summary>257 segments of 64 bytes: five pieces.</summary>
    public TestRelease Release { get; init; } = DurabilityRelease.Default;

    /// <summary>Makes one of the honest world; keeps nothing beyond the world it is given.</summary>
    public Action<World> Change { get; init; } = _ => { };

    /// <summary>Whole downloads that it takes, 0 where that is not the question.</summary>
    public int Downloads { get; init; } = 1;

    /// <summary>Bytes in flight at a time.</summary>
    public int PieceBytes { get; init; } = 4096;

    /// <summary>How many distributors there are.</summary>
    public int Distributors { get; init; } = 2;

    /// <summary>What the application does on trial.</summary>
    public Application Application { get; init; }

    /// <summary>Days within which the device has to come to rest.</summary>
    public int Days { get; init; } = 4;

    public World Build()
    {
        World world = World.Honest(Release, Distributors);
        world.AssertsReceipts = false;
        Change(world);
        return world;
    }
}

/// <summary>What an application does on trial.</summary>
internal enum Application
{
    /// <summary>It says that it works.</summary>
    Works,

    /// <summary>It says that it does not.</summary>
    Fails,

    /// <summary>It takes the device down with it.</summary>
    Crashes,
}

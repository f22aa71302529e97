using System.Linq;
using FairOta.Sdk;

namespace FairOta.Simulator.Worlds;

/// <summary>A second release to the same fleet, while the first is under way. Where it is wanted, the vendor takes the
/// first one back: its origin says so to whoever asks.</summary>
internal sealed class SimSuccessor
{
    private readonly FleetWorld _world;

    /// <summary>Has it published.</summary>
    /// <param name="world">The world.</param>
    /// <param name="release">The second release.</param>
    /// <param name="moment">When.</param>
    public SimSuccessor(FleetWorld world, WorldRelease release, Moment moment)
    {
        (_world, Release) = (world, release);
        world.Vendor.Publish(release);
        moment.Note(new ReleaseFunded(release.Id, release.Manifest.Version.ToString()));
    }

    /// <summary>The second release.</summary>
    public WorldRelease Release { get; }

    /// <summary>When the origin began to say that the first is taken back, Unix seconds; null before.</summary>
    public long? RecalledAt { get; private set; }

    /// <summary>Whether no distributor that is no rogue serves the first as if it were not taken back.</summary>
    public bool IsRecalledEverywhere => RecalledAt is not null && _world.Distributors.OfType<SimDistributor>()
        .All(each => each.IsUp && each.HoldingOf(First) is null or { IsRecalled: true });

    private ReleaseId First => _world.Release.Id;

    /// <summary>When a distributor learned that the first is taken back, Unix seconds; null where it did not.</summary>
    public long? ToldAt(SimHost distributor) => (distributor as SimDistributor)?.RecalledAt(First);

    /// <summary>Takes the first one back once the chain shows the second.</summary>
    public void Step(Moment moment)
    {
        if (!_world.Scenario.IsRecalled || RecalledAt is not null || _world.View.Find(Release.Id) is null) return;
        _world.Vendor.TakeBack(_world.Release);
        RecalledAt = moment.Now;
    }
}

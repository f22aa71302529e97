using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Serving;

namespace FairOta.Simulator.Worlds;

/// <summary>A second release to the same fleet, while the first is under way. Where it is wanted, the vendor takes the
/// first one back, at every distributor that answers.</summary>
internal sealed class SimSuccessor
{
    private readonly FleetWorld _world;
    private readonly Dictionary<SimHost, long> _told = [];
    private bool _isServed;

    /// <summary>Sends its funding.</summary>
    /// <param name="world">The world.</param>
    /// <param name="release">The second release.</param>
    /// <param name="moment">When.</param>
    public SimSuccessor(FleetWorld world, WorldRelease release, Moment moment)
    {
        (_world, Release) = (world, release);
        world.Vendor.Escrow.SubmitAsync(release.Funding).GetAwaiter().GetResult();
        moment.Note(new ReleaseFunded(release.Id, release.Manifest.Version.ToString()));
    }

    /// <summary>The second release.</summary>
    public WorldRelease Release { get; }

    /// <summary>Whether every distributor that is no rogue knows the first to be taken back.</summary>
    public bool IsRecalledEverywhere => _world.Distributors.OfType<SimDistributor>().All(_told.ContainsKey);

    /// <summary>When a distributor took the recall, Unix seconds; null where it did not.</summary>
    public long? ToldAt(SimHost distributor) => _told.TryGetValue(distributor, out long at) ? at : null;

    /// <summary>Serves it once the chain shows it, and passes the recall on to whoever has not taken it.</summary>
    public void Step(Moment moment)
    {
        if (_world.View.Find(Release.Id) is null) return;
        if (!_isServed)
        {
            _isServed = true;
            _world.Vendor.Serve(Release.Signed.ToHeld());
            foreach (SimDistributor distributor in _world.Distributors.OfType<SimDistributor>())
                distributor.TakeUp(Release);
        }

        if (!_world.Scenario.IsRecalled) return;
        foreach (SimDistributor distributor in _world.Distributors.OfType<SimDistributor>())
        {
            if (_told.ContainsKey(distributor)) continue;
            ServiceRequest notice = new("POST", $"/v1/releases/{_world.Release.Id.ToWire()}/recall")
            {
                ContentType = Answer.Cose,
                Body = _world.Vendor.Recall(_world.Release),
            };
            if (distributor.Ask(moment, notice).Status == 202) _told.Add(distributor, moment.Now);
        }
    }
}

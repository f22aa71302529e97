using System.Collections.Generic;
using System.Linq;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Scenarios;

/// <summary>What a scenario expects beside the invariants.</summary>
internal static class Expectations
{
    /// <summary>What did not come true, in sentences.</summary>
    public static IEnumerable<string> Unmet(FleetWorld world)
    {
        if (world.Scenario.IsBadImage)
        {
            int run = world.Devices.Count(device => device.RunningImage == world.Image);
            if (run > 0) yield return $"{run} devices run the bad image.";
            yield break;
        }

        int late = world.Honest.Count(device => device.RunningImage != world.Image);
        if (late > 0) yield return $"{late} honest devices do not run the image after {world.Scenario.MostHours} hours.";
    }
}

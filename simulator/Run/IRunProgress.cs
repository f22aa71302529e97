using System.Collections.Generic;
using FairOta.Simulator.Network;

namespace FairOta.Simulator.Run;

/// <summary>Told how far a run is.</summary>
public interface IRunProgress
{
    /// <summary>What is being done now.</summary>
    void Stage(string what);

    /// <summary>The devices run from now on; their observers say how far they are.</summary>
    void Watch(IReadOnlyList<VirtualDevice> devices);
}

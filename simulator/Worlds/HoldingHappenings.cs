using FairOta.Sdk;

namespace FairOta.Simulator.Worlds;

/// <summary>A distributor serves a release from now on.</summary>
internal sealed record ReleaseHeld(ReleaseId Release) : Happening
{
    protected override string What => $"holds {Release}";
}

/// <summary>A distributor let a release go, to make room.</summary>
internal sealed record ReleaseLetGo(ReleaseId Release) : Happening
{
    protected override string What => $"lets go {Release}";
}

/// <summary>A distributor learned that a release was taken back.</summary>
internal sealed record RecallTaken(ReleaseId Release) : Happening
{
    protected override string What => $"takes recall {Release}";
}

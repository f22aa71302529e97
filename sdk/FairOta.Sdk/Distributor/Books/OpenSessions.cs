namespace FairOta.Sdk.Distributor;

/// <summary>Sessions that take a challenge.</summary>
/// <param name="OfRelease">Those of one release.</param>
/// <param name="InAll">Those of all releases.</param>
internal readonly record struct OpenSessions(int OfRelease, int InAll);

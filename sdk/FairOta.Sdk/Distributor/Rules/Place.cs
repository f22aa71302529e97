namespace FairOta.Sdk.Distributor;

/// <summary>A device's place in a release: which tranche's fleet, and where in it.</summary>
/// <param name="Tranche">Number of the tranche, from 0.</param>
/// <param name="Index">Position in the tranche's fleet list, from 0.</param>
internal readonly record struct Place(int Tranche, int Index);

namespace FairOta.Sdk.Distributor;

/// <summary>How many sessions of a tranche stand in a way whose receipts came within the same hour.</summary>
/// <param name="Release">The release.</param>
/// <param name="Tranche">The tranche, from 0.</param>
/// <param name="Standing">The way.</param>
/// <param name="Hour">Hours of 3,600 s from 1970 to the one in which their receipts came; 0 where none did.</param>
/// <param name="OldestAt">When the first of these receipts came, in Unix seconds; 0 where none did.</param>
/// <param name="Count">How many.</param>
internal sealed record SessionCount(
    ReleaseId Release, int Tranche, Standing Standing, long Hour, long OldestAt, long Count);

namespace FairOta.Sdk.Postgres;

/// <summary>Advisory locks of a distributor's database: two numbers, of which this is the first. PostgreSQL keeps them
/// by database, and gives them back when the connection that took them ends, whatever ends it.</summary>
internal static class PostgresLocks
{
    /// <summary>The first number of all: "FOTA".</summary>
    public const int Space = 0x464F5441;

    /// <summary>Held by one transaction at a time: whoever decides upon the books.</summary>
    public const int Decide = 1;

    /// <summary>Shared by the connections of an epoch, as long as they are.</summary>
    public const int Epoch = 2;

    /// <summary>Held by the one connection that claims, as long as it is.</summary>
    public const int Claim = 3;

    /// <summary>Held by one transaction at a time: whoever joins, and changes the schema if need be.</summary>
    public const int Join = 4;
}

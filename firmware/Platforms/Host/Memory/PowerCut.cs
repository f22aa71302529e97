namespace FairOta.Platforms.Host.Memory;

/// <summary>When, as to a durable operation, power is cut.</summary>
public enum PowerCut
{
    /// <summary>Nothing of the operation is done.</summary>
    Before,

    /// <summary>The operation is left in the middle; one that is atomic is not done at all.</summary>
    Torn,

    /// <summary>The operation is done, and nothing after it.</summary>
    After,
}

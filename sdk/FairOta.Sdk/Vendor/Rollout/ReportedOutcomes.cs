using System;

namespace FairOta.Sdk.Vendor;

/// <summary>Everything that a device reported of a release.</summary>
[Flags]
internal enum ReportedOutcomes
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>The trial passed.</summary>
    Installed = 1,

    /// <summary>The trial failed, and the image before it runs again.</summary>
    Failed = 2,

    /// <summary>The opened package could not be installed.</summary>
    Refused = 4,
}

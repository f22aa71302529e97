using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Options;

namespace FairOta.Sdk.Vendor;

/// <summary>How an origin runs.</summary>
public sealed class OriginOptions
{
    /// <summary>The escrow, to read from. Required.</summary>
    public IEscrow? Escrow { get; set; }

    /// <summary>Block in which the escrow was deployed: nothing is read before it.</summary>
    public long DeploymentBlock { get; set; }

    /// <summary>Folder that holds release folders, or one release folder itself. Required.</summary>
    public string ReleasesFolder { get; set; } = "";

    /// <summary>File of the reports that devices send here; by default <c>reports.db</c> in
    /// <see cref="ReleasesFolder"/>, which then has to be writable. Made if it is not there, readable by its owner
    /// alone. Reports of a release are dropped once their time is over, a week after its claim deadline.</summary>
    public string? ReportsFile { get; set; }

    /// <summary>How often folders and chain are looked at; 100 ms to an hour.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>What callers may take of it.</summary>
    public ServingLimits Limits { get; set; } = new();

    internal string ReportsPath => ReportsFile ?? Path.Combine(ReleasesFolder, "reports.db");

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsValidationException">Says all that is wrong.</exception>
    public void Validate()
    {
        List<string> errors = [];
        if (Escrow is null) errors.Add($"{nameof(Escrow)} is required.");
        if (DeploymentBlock < 0) errors.Add($"{nameof(DeploymentBlock)} is a block, from 0.");
        if (ReleasesFolder.Length == 0) errors.Add($"{nameof(ReleasesFolder)} is required.");
        if (PollInterval < TimeSpan.FromMilliseconds(100) || PollInterval > TimeSpan.FromHours(1))
            errors.Add($"{nameof(PollInterval)} is 100 ms to an hour.");
        errors.AddRange(Limits.Errors());
        if (errors.Count > 0)
            throw new OptionsValidationException(nameof(OriginOptions), typeof(OriginOptions), errors);
    }
}

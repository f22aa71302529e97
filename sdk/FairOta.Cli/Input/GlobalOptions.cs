using System.CommandLine;

namespace FairOta.Cli;

/// <summary>Options of every command.</summary>
public sealed class GlobalOptions
{
    /// <summary>Results as JSON.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write the result as one line of JSON; errors as well, to the error output.",
        Recursive = true,
    };
}

namespace FairOta.Cli;

/// <summary>What the tool's exit codes mean. Stable.</summary>
public static class ExitCodes
{
    /// <summary>Done, or ended by Ctrl-C where that is how it ends.</summary>
    public const int Done = 0;

    /// <summary>A fault of this tool.</summary>
    public const int Fault = 1;

    /// <summary>Wrong usage, or input that cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>Refused, or not successful: by the escrow, by the protocol's rules, or by the user's own no.</summary>
    public const int Refused = 3;

    /// <summary>A chain node or another host cannot be reached, or does not answer as it should.</summary>
    public const int Network = 4;

    /// <summary>Interrupted before it was done.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help text.</summary>
    public const string Explained =
        "0 done; 1 a fault of this tool; 2 wrong usage or input; 3 refused or not successful; "
        + "4 chain or network; 130 interrupted.";
}

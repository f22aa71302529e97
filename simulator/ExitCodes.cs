namespace FairOta.Simulator;

/// <summary>What the process's exit code says.</summary>
public static class ExitCodes
{
    /// <summary>Every device runs the image and the books balance to the wei.</summary>
    public const int Success = 0;

    /// <summary>A command line or a file that cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A device does not run the image.</summary>
    public const int NotUpdated = 3;

    /// <summary>Every device runs the image, but the books do not balance.</summary>
    public const int NotBalanced = 4;

    /// <summary>
    /// The network could not be brought up: no anvil, no answer from the node, or an account without money.
    /// </summary>
    public const int NoNetwork = 5;

    /// <summary>Something that a scenario expects did not come true.</summary>
    public const int Unmet = 6;

    /// <summary>An invariant was violated.</summary>
    public const int Violated = 7;

    /// <summary>One seed did not come to the same twice.</summary>
    public const int NotDeterministic = 8;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}

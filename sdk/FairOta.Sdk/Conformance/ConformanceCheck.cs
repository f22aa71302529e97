using System;
using System.Threading.Tasks;

namespace FairOta.Sdk.Conformance;

/// <summary>One rule of PROTOCOL.md that a distributor can be asked about.</summary>
/// <param name="Name">Lower-case words joined by hyphens; stable.</param>
/// <param name="Section">The section of PROTOCOL.md.</param>
/// <param name="Rule">What is asked and expected, in a sentence.</param>
/// <param name="AskAsync">Asks. It returns where the rule is kept, and throws <see cref="NonconformityException"/> or
/// <see cref="Core.ProtocolException"/> where it is not, <see cref="NotAskedException"/> where that cannot be told.
/// </param>
internal sealed record ConformanceCheck(string Name, string Section, string Rule, Func<Inquiry, Task> AskAsync);

/// <summary>How a check ended.</summary>
internal enum Conformance
{
    /// <summary>The rule is kept.</summary>
    Passed,

    /// <summary>It is not.</summary>
    Failed,

    /// <summary>It was not asked about.</summary>
    NotAsked,
}

/// <summary>What came of a check.</summary>
/// <param name="Check">The check.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it failed or was not asked about; null where it passed.</param>
internal sealed record ConformanceResult(ConformanceCheck Check, Conformance Outcome, string? Reason = null);

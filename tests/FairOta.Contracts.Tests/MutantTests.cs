using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Contracts.Tests;

[TestClass]
public sealed partial class MutantTests
{
    /// <summary>One for each invariant, and more where an invariant says two things.</summary>
    private const int FewestCanaries = 6;

    /// <summary>Each invariant can be broken, and notices; <c>npm run mutants</c> tries the others too.</summary>
    [TestMethod]
    public async Task Canaries_EachInTheEscrow_BreakTheInvariantTheyName()
    {
        (int exitCode, string output) = await NodeScript.RunAsync("tools/mutants.cjs", ["--canaries"]);

        Assert.AreEqual(0, exitCode, output);
        Match summary = Summary().Match(output);
        Assert.IsTrue(summary.Success, output);
        int mutants = int.Parse(summary.Groups["all"].ValueSpan, CultureInfo.InvariantCulture);
        Assert.IsGreaterThanOrEqualTo(FewestCanaries, mutants, output);
        Assert.AreEqual(summary.Groups["all"].Value, summary.Groups["killed"].Value, output);
    }

    [TestMethod]
    public async Task Mutants_NameThatIsNotListed_IsRefused()
    {
        (int exitCode, string output) = await NodeScript.RunAsync("tools/mutants.cjs", ["no-such-mutant"]);

        Assert.AreNotEqual(0, exitCode);
        StringAssert.Contains(output, "no-such-mutant");
    }

    [GeneratedRegex(@"(?<killed>\d+) of (?<all>\d+) mutants killed")]
    private static partial Regex Summary();
}

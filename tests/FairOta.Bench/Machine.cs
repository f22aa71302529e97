using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace FairOta.Bench;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    /// <summary>The processor, how many of its cores, the system and the runtime, in a sentence.</summary>
    private static string Describe() =>
        $"{Processor()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, " +
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}.";

    /// <summary>The same with the day.</summary>
    public static string DescribeNow() => $"{Describe()[..^1]}; {Day()}.";

    /// <summary>Today.</summary>
    public static string Day() =>
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Processor()
    {
        const string path = "/proc/cpuinfo";
        string? line = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? "A processor without a name";
    }
}

using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace FairOta.Architecture.Tests.Surface;

/// <summary>
/// firmware/Surface/signatures.txt: where each signature of the surface was found. An assembly's line names the
/// repository and the commit that was read; below it, indented by two, each file of that repository; below that,
/// indented by four, the signatures that the file declares. Lines that begin with # are remarks.
/// </summary>
internal static class SignatureList
{
    private static readonly Regex AssemblyLine = new(
        @"^(?<name>[\w.]+) (?<repository>[\w.-]+/[\w.-]+)@[0-9a-f]{40}$");

    private static readonly Regex FileLine = new(@"^  \S.*\.cs$");
    private static readonly Regex MemberLine = new(@"^    \S");

    /// <summary>The signatures of each assembly, each with "repository: file".</summary>
    /// <exception cref="FormatException">A line is of no known form, or stands where it may not.</exception>
    public static Dictionary<string, Dictionary<string, string>> Parse(string text)
    {
        Dictionary<string, Dictionary<string, string>> all = [];
        Dictionary<string, string>? members = null;
        string? repository = null;
        string? file = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (AssemblyLine.Match(line) is { Success: true } assembly)
            {
                repository = assembly.Groups["repository"].Value;
                file = null;
                var name = assembly.Groups["name"].Value;
                members = all.TryGetValue(name, out var known) ? known : all[name] = [];
            }
            else if (FileLine.IsMatch(line) && members != null)
            {
                file = line.Trim();
            }
            else if (MemberLine.IsMatch(line) && file != null && members!.TryAdd(line[4..], $"{repository}: {file}"))
            {
                continue;
            }
            else
            {
                throw new FormatException($"Misplaced, twice there or of no known form: '{line}'");
            }
        }

        return all;
    }
}

using System;
using System.Linq;

namespace FairOta.Simulator.Commands;

/// <summary>Words of a command that somebody pastes into a POSIX shell.</summary>
internal static class ShellWord
{
    private const string Plain = "_-./:=@%+,";

    /// <summary>The text as one word: as it is where no shell makes anything of it, else between single
    /// quotes.</summary>
    public static string Of(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

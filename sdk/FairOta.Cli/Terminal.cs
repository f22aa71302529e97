using System;
using System.IO;
using System.Text;
using FairOta.Sdk;

namespace FairOta.Cli;

/// <summary>Everything the tool touches of its process, so that tests run it in theirs.</summary>
public sealed record Terminal
{
    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Progress, logs and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers to questions.</summary>
    public required TextReader In { get; init; }

    /// <summary>Whether somebody can be asked.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether <see cref="Out"/> is a screen, where what was written can be written over.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Reads a line without showing it; null at the end of input.</summary>
    public Func<string?> ReadSecret { get; init; } = () => null;

    /// <summary>An environment variable; null where it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where keys come from.</summary>
    public IRandomness Randomness { get; init; } = new SystemRandomness();

    /// <summary>The process's own.</summary>
    public static Terminal OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        IsInteractive = !Console.IsInputRedirected,
        IsScreen = !Console.IsOutputRedirected,
        ReadSecret = ReadHidden,
        Environment = System.Environment.GetEnvironmentVariable,
    };

    private static string? ReadHidden()
    {
        var line = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return line.ToString();
                case ConsoleKey.Backspace when line.Length > 0:
                    line.Length--;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar)) line.Append(key.KeyChar);
                    break;
            }
        }
    }
}

using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace FairOta.Cli.Commands;

/// <summary>One run of a command: its options, and how it speaks.</summary>
internal sealed class Invocation(
    ParseResult parsed, Terminal terminal, GlobalOptions global, CancellationToken cancellation)
{
    private readonly List<string> _warnings = [];

    public Terminal Terminal => terminal;

    public CancellationToken Cancellation => cancellation;

    public bool IsJson => parsed.GetValue(global.Json);

    /// <summary>An option's value or default.</summary>
    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    /// <summary>A required option's value.</summary>
    public T Require<T>(Option<T> option) => parsed.GetRequiredValue(option);

    /// <summary>An argument's value.</summary>
    public T Require<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>Says what takes a while, to people: whoever reads JSON finds nothing else on the error output than an
    /// error.</summary>
    public void Progress(string sentence)
    {
        if (!IsJson) Log(sentence);
    }

    /// <summary>Says what happens in a command that serves or runs until it is ended, to whoever listens.</summary>
    public void Log(string sentence)
    {
        lock (terminal.Error) terminal.Error.WriteLine(sentence);
    }

    /// <summary>Says what is probably not meant: at once to people, with the result in JSON.</summary>
    public void Warn(string sentence)
    {
        _warnings.Add(sentence);
        Progress("Warning: " + sentence);
    }

    /// <summary>The result: lines for people, or one line of JSON.</summary>
    public int Done(JsonObject json, params string[] lines)
    {
        if (_warnings.Count > 0) json["warnings"] = new JsonArray([.. _warnings.Select(each => (JsonNode)each)]);
        if (IsJson) terminal.Out.WriteLine(json.ToJsonString());
        else foreach (string line in lines) terminal.Out.WriteLine(line);
        terminal.Out.Flush();
        return ExitCodes.Done;
    }

    /// <summary>Asks before money moves.</summary>
    /// <exception cref="CliException">The answer is no, or nobody can be asked.</exception>
    public void Confirm(Option<bool> yes, string question)
    {
        if (Get(yes)) return;
        if (!terminal.IsInteractive)
            throw new CliException(ExitCodes.Usage, question + " Nobody can be asked here: pass --yes to agree.");
        terminal.Error.Write(question + " [y/N] ");
        string? answer = terminal.In.ReadLine();
        if (!string.Equals(answer?.Trim(), "y", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase))
            throw new CliException(ExitCodes.Refused, "Nothing was sent, because the answer was no.");
    }
}

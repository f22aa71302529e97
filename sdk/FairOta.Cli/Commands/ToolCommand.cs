using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;

namespace FairOta.Cli.Commands;

/// <summary>A command that does something, with examples for its help.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(Terminal terminal, GlobalOptions global, string name, string description)
        : base(name, description) =>
        SetAction((parsed, cancellation) => RunAsync(new Invocation(parsed, terminal, global, cancellation)));

    /// <summary>Command lines, as they are typed.</summary>
    public IReadOnlyList<string> Examples { get; protected init; } = [];

    /// <summary>Under which heading of its help each option stands, in order; those it does not name stand under the
    /// usual one.</summary>
    public IReadOnlyList<(string Heading, string Option)> Sections =>
        [.. _starts.SelectMany((start, i) => Options
            .Take(i + 1 < _starts.Count ? _starts[i + 1].From : Options.Count)
            .Skip(start.From)
            .Select(option => (start.Heading, option.Name)))];

    private readonly List<(string Heading, int From)> _starts = [];

    /// <summary>Begins a section of the help: the options that are added from here on.</summary>
    protected void Section(string heading) => _starts.Add((heading, Options.Count));

    protected abstract Task<int> RunAsync(Invocation call);

    protected Option<T> Has<T>(Option<T> option)
    {
        Add(option);
        return option;
    }
}

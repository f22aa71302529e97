using System.Collections.Generic;
using System.CommandLine;
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

    protected abstract Task<int> RunAsync(Invocation call);

    protected Option<T> Has<T>(Option<T> option)
    {
        Add(option);
        return option;
    }
}

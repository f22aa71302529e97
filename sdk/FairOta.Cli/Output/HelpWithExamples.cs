using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;
using FairOta.Cli.Commands;

namespace FairOta.Cli.Output;

/// <summary>The usual help, then examples and what the exit codes mean.</summary>
/// <param name="usual">Writes the usual help.</param>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>A command as it is typed: fairota vendor release.</summary>
    public static string PathOf(Command command)
    {
        IEnumerable<string> names = command.Parents.OfType<Command>().Take(1).Select(PathOf);
        return string.Join(' ', names.Append(command is RootCommand ? "fairota" : command.Name));
    }

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        IReadOnlyList<(string, string)> sections = (parseResult.CommandResult.Command as ToolCommand)?.Sections ?? [];
        output.Write(HelpSections.Arrange(Usual(parseResult), sections));
        if (parseResult.CommandResult.Command is ToolCommand { Examples: { Count: > 0 } examples })
        {
            output.WriteLine("Examples:");
            foreach (string example in examples) output.WriteLine("  " + example);
            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        output.WriteLine("  " + ExitCodes.Explained);
        return ExitCodes.Done;
    }

    private string Usual(ParseResult parseResult)
    {
        InvocationConfiguration configuration = parseResult.InvocationConfiguration;
        TextWriter output = configuration.Output;
        using var help = new StringWriter();
        configuration.Output = help;
        try
        {
            usual.Invoke(parseResult);
        }
        finally
        {
            configuration.Output = output;
        }

        return help.ToString();
    }
}

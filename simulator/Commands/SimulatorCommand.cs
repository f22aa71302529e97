using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;
using FairOta.Simulator.Run;
using Spectre.Console;

namespace FairOta.Simulator.Commands;

/// <summary>The command line: a run by default, and its commands.</summary>
public static class SimulatorCommand
{
    private const string Examples = """
        Runs a whole FairOTA network on this machine: a chain with the escrow, a vendor, distributors and a fleet.

        Examples:
          dotnet run --project simulator
          dotnet run --project simulator -- --image firmware.bin --devices 50 --distributors 5
          dotnet run --project simulator -- --seed 7 --json report.json
          dotnet run --project simulator -- sandbox --json

        Exit codes: 0 every device runs the image and the books balance to the wei; 2 bad input; 3 a device does not run
        the image; 4 the books do not balance; 5 the network could not be brought up; 130 interrupted.
        """;

    private const int PlainWidth = 160;

    // An interrupted run stops its distributors and removes its folder first; the framework's 2 s are short for that.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(30);

    private static readonly Option<FileInfo?> Image = new("--image")
    {
        Description = "The image to deliver, 1 byte to 64 MiB (default: 256 KiB that follow from the seed).",
    };
    private static readonly Option<int> Devices = Count("--devices", 20, RunOptions.MaxDevices, "Virtual devices.");
    private static readonly Option<int> Distributors =
        Count("--distributors", 3, RunOptions.MaxDistributors, "Distributors.");
    private static readonly Option<FileInfo?> Json =
        new("--json") { Description = "Writes the report to this file as JSON." };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Decides keys, image and package.",
        DefaultValueFactory = _ => 1,
        Recursive = true,
    };

    private static readonly Option<Uri?> Rpc = new("--rpc")
    {
        Description = "A development node to use instead of a private one, as http://127.0.0.1:8545.",
        CustomParser = ParseUrl,
        Recursive = true,
    };

    private static readonly Option<FileInfo?> KeyFile = new("--key-file")
    {
        Description =
            "File with the hex private key of a funded account on --rpc (default: the public development key).",
        Recursive = true,
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--folder")
    {
        Description = "An empty folder for the files of devices and distributors, kept (default: a temporary one).",
        Recursive = true,
    };

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        ParseResult parsed = Create().Parse(arguments);
        if (parsed.GetResult(KeyFile) is { Implicit: false } && parsed.GetResult(Rpc) is null or { Implicit: true })
        {
            return Fail(
                "--key-file is for a node of --rpc; a private chain has its own funded account.", ExitCodes.BadInput);
        }

        if (Misplaced(parsed) is { } option)
        {
            return Fail(
                $"{option.Name} is not for {parsed.CommandResult.Command.Name}, or stands before it. See --help.",
                ExitCodes.BadInput);
        }

        return parsed.Errors.Count > 0
            ? Fail(string.Join(' ', parsed.Errors.Select(error => error.Message)) + " See --help.", ExitCodes.BadInput)
            : await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndsWithin })
                .ConfigureAwait(false);
    }

    /// <summary>An option that was given and that the command would not look at; null for none.</summary>
    private static Option? Misplaced(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is RootCommand) return null;
        IEnumerable<Option> read = command.Name switch
        {
            "sandbox" => [Seed, Rpc, KeyFile, Folder],
            "run" => [Seed, Rpc],
            "explore" => [Seed],
            "devices" => [Folder],
            _ => [],
        };
        IEnumerable<Option> strange =
            new Option[] { Image, Devices, Distributors, Json, Seed, Rpc, KeyFile, Folder }.Except(read);
        return strange.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
    }

    /// <summary>The root command.</summary>
    public static RootCommand Create()
    {
        RootCommand root = new(Examples) { Image, Devices, Distributors, Seed, Rpc, KeyFile, Json, Folder };
        root.SetAction((parsed, cancellation) => GuardAsync(async () =>
        {
            RunOptions options = new()
            {
                Image = parsed.GetValue(Image),
                Devices = parsed.GetValue(Devices),
                Distributors = parsed.GetValue(Distributors),
                Seed = parsed.GetValue(Seed),
                Rpc = parsed.GetValue(Rpc),
                KeyFile = parsed.GetValue(KeyFile),
                Json = parsed.GetValue(Json),
                Folder = parsed.GetValue(Folder),
            };
            return await RunAsync(options, cancellation).ConfigureAwait(false);
        }));
        root.Subcommands.Add(RunCommand.Create(Seed, Rpc));
        root.Subcommands.Add(ExploreCommand.Create(Seed));
        root.Subcommands.Add(ScenariosCommand.Create());
        root.Subcommands.Add(SandboxCommand.Create(parsed => new SandboxOptions(
            parsed.GetValue(Seed), parsed.GetValue(Rpc), parsed.GetValue(KeyFile), parsed.GetValue(Folder))));
        root.Subcommands.Add(DevicesCommand.Create(Folder));
        root.Subcommands.Add(MergeCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        return root;
    }

    /// <summary>Turns what can go wrong outside into a sentence and an exit code.</summary>
    internal static async Task<int> GuardAsync(Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (NetworkException e)
        {
            return Fail(e.Message, ExitCodes.NoNetwork);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ReportException)
        {
            return Fail(e.Message, ExitCodes.BadInput);
        }
        catch (OperationCanceledException)
        {
            return Fail("Interrupted.", ExitCodes.Interrupted);
        }
    }

    private static async Task<int> RunAsync(RunOptions options, CancellationToken cancellation)
    {
        IAnsiConsole console = MakeConsole();
        string image = options.Image?.Name ?? "from the seed";
        console.MarkupLineInterpolated(
            $"Seed {options.Seed}: {options.Devices} devices, {options.Distributors} distributors, image {image}.");
        RunResult result = await ConsoleProgress
            .ShowAsync(console, progress => new Simulation(options, progress).RunAsync(cancellation))
            .ConfigureAwait(false);
        ResultTables.Print(console, result);
        if (options.Json is { } file) ResultJson.Write(file, result);
        return result.ExitCode;
    }

    /// <summary>
    /// Colours and movement on a terminal; plain lines, wide enough for the tables, in a file or a pipe.
    /// </summary>
    private static IAnsiConsole MakeConsole()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        IAnsiConsole plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        plain.Profile.Width = PlainWidth;
        return plain;
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }

    private static Option<int> Count(string name, int value, int max, string description)
    {
        Option<int> option = new(name)
        {
            Description = $"{description} 1 to {max}.",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1
                && (!int.TryParse(result.Tokens[0].Value, out int count) || count < 1 || count > max))
                result.AddError($"{name} is a number from 1 to {max}.");
        });
        return option;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https") return url;
        result.AddError($"{text} is no http or https URL.");
        return null;
    }
}

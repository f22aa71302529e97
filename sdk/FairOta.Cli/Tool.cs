using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Cli.Output;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;
using Microsoft.Extensions.Options;

namespace FairOta.Cli;

/// <summary>The <c>fairota</c> tool: parses, runs one command, and turns whatever goes wrong into a sentence and an
/// exit code.</summary>
public sealed class Tool
{
    private readonly Terminal _terminal;
    private readonly GlobalOptions _global = new();
    private readonly RootCommand _root;

    /// <summary>The tool at a terminal.</summary>
    public Tool(Terminal terminal)
    {
        _terminal = terminal;
        _root = new RootCommand("FairOTA: firmware updates that strangers deliver, paid for by proof.")
        {
            new Command("vendor", "Make, fund and serve firmware releases.")
            {
                new Command("keys", "A vendor's two keys.")
                {
                    new VendorKeysCreateCommand(terminal, _global),
                    new VendorKeysTrustCommand(terminal, _global),
                },
                new VendorRotateKeyCommand(terminal, _global),
                new VendorAssembliesCommand(terminal, _global),
                new VendorReleaseCommand(terminal, _global),
                new VendorInspectCommand(terminal, _global),
                new VendorTrancheCommand(terminal, _global),
                new VendorTorrentCommand(terminal, _global),
                new VendorWatchCommand(terminal, _global),
                new VendorRecallCommand(terminal, _global),
                new VendorReclaimCommand(terminal, _global),
                new VendorServeCommand(terminal, _global),
                new Command("rollout", "Give a release to a fleet wave by wave.")
                {
                    new VendorRolloutPlanCommand(terminal, _global),
                    new VendorRolloutRunCommand(terminal, _global),
                    new VendorRolloutStatusCommand(terminal, _global),
                    new VendorRolloutAdvanceCommand(terminal, _global),
                    new VendorRolloutStopCommand(terminal, _global),
                    new VendorRolloutResumeCommand(terminal, _global),
                },
            },
            new Command("distributor", "Deliver releases and be paid for it.")
            {
                new DistributorRunCommand(terminal, _global),
                new DistributorBooksCommand(terminal, _global),
                new DistributorWithdrawCommand(terminal, _global),
            },
            new Command("device", "Be a device.") { new DeviceRunCommand(terminal, _global) },
            new Command("escrow", "The contract.")
            {
                new EscrowAddressCommand(terminal, _global),
                new EscrowDeployCommand(terminal, _global),
                new EscrowVerificationCommand(terminal, _global),
            },
            new Command("fleet", "Lists of devices.")
            {
                new FleetCreateCommand(terminal, _global),
                new FleetImportCommand(terminal, _global),
                new FleetInspectCommand(terminal, _global),
                new FleetProvisionCommand(terminal, _global),
            },
            new Command("keys", "Single keys.")
            {
                new KeysCreateCommand(terminal, _global),
                new KeysImportCommand(terminal, _global),
            },
            new ConformanceCommand(terminal, _global),
        };
        _root.Add(_global.Json);
        HelpOption help = _root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <summary>All commands, for whoever walks them.</summary>
    internal RootCommand Root => _root;

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">Without the tool's own name.</param>
    /// <param name="cancellation">Ends the command in good order.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default)
    {
        ParseResult parsed = _root.Parse(arguments);
        bool json = arguments.Contains("--json");
        if (parsed.Action is ParseErrorAction || (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples))
        {
            string path = HelpWithExamples.PathOf(parsed.CommandResult.Command);
            string errors = string.Join(' ', parsed.Errors.Select(error => error.Message));
            return Fail(json, ExitCodes.Usage, $"{errors} Try '{path} --help'.");
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = _terminal.Out,
                Error = _terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Fail(json, ExitCodes.Interrupted, "Interrupted. The same command goes on where this one stopped.");
        }
        catch (Exception e)
        {
            (int code, string sentence) = Explain(e);
            if (code == ExitCodes.Fault && _terminal.Environment("FAIROTA_DEBUG") == "1")
                await _terminal.Error.WriteLineAsync(e.ToString()).ConfigureAwait(false);
            return Fail(json, code, sentence);
        }
    }

    private static (int Code, string Sentence) Explain(Exception e) => e switch
    {
        CliException own => (own.ExitCode, own.Message),
        KeyFileException or ReleaseException or RolloutException => (ExitCodes.Usage, e.Message),
        OptionsValidationException options => (ExitCodes.Usage, string.Join(' ', options.Failures)),
        PublishUncertainException => (ExitCodes.Refused,
            e.Message + " Look at the account's transactions; if none is waiting, repeat with --send-again."),
        PublishException or EscrowRevertedException or TransactionRevertedException or FeeLimitException
            or InsufficientFundsException or WrongCodeException or DeploymentProxyException or TokenException =>
            (ExitCodes.Refused, e.Message),
        TransactionTimeoutException or AccountBusyException =>
            (ExitCodes.Network, e.Message + " Repeat the command to go on waiting."),
        ChainException or HttpRequestException or BooksUnavailableException => (ExitCodes.Network, e.Message),
        IOException or InvalidDataException or UnauthorizedAccessException => (ExitCodes.Usage, e.Message),
        _ => (ExitCodes.Fault, $"This is a fault of fairota ({e.GetType().Name}). Set FAIROTA_DEBUG=1 to see where."),
    };

    private int Fail(bool json, int code, string sentence)
    {
        _terminal.Error.WriteLine(json
            ? new JsonObject { ["error"] = sentence, ["exitCode"] = code }.ToJsonString()
            : "fairota: " + sentence);
        return code;
    }
}

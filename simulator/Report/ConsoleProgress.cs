using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Agent;
using FairOta.Simulator.Network;
using FairOta.Simulator.Run;
using Spectre.Console;

namespace FairOta.Simulator.Report;

/// <summary>Progress for people: on a terminal a line that moves, elsewhere a line for every stage.</summary>
public sealed class ConsoleProgress : IRunProgress
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console;
    private readonly StatusContext? _status;
    private readonly CancellationToken _stop;
    private volatile IReadOnlyList<VirtualDevice> _devices = [];
    private volatile string _stage = "Starting";

    private ConsoleProgress(IAnsiConsole console, StatusContext? status, CancellationToken stop) =>
        (_console, _status, _stop) = (console, status, stop);

    /// <summary>Runs something and shows its progress meanwhile.</summary>
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, Func<IRunProgress, Task<T>> run)
    {
        using CancellationTokenSource stop = new();
        if (!console.Profile.Capabilities.Interactive) return await run(new ConsoleProgress(console, null, stop.Token));
        return await console.Status().StartAsync("Starting", async status =>
        {
            ConsoleProgress progress = new(console, status, stop.Token);
            Task refreshing = progress.RefreshAsync();
            try
            {
                return await run(progress);
            }
            finally
            {
                await stop.CancelAsync();
                await refreshing;
            }
        });
    }

    /// <inheritdoc/>
    public void Stage(string what)
    {
        _stage = what;
        if (_status is null) _console.WriteLine(what + " …");
        else _console.MarkupLineInterpolated($"[grey]{what} …[/]");
    }

    /// <inheritdoc/>
    public void Watch(IReadOnlyList<VirtualDevice> devices) => _devices = devices;

    private async Task RefreshAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            _status!.Status(Markup.Escape(Describe()));
            await Task.Delay(Refresh, TimeProvider.System, _stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Describe()
    {
        if (_devices.Count == 0) return _stage;
        IEnumerable<string> phases = _devices
            .GroupBy(device => device.Observer.Phase)
            .OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {Name(group.Key)}"));
        return $"{_stage}: {string.Join(", ", phases)}";
    }

    private static string Name(AgentPhase? phase) => phase switch
    {
        null => "starting",
        AgentPhase.Key => "waiting for a key",
        AgentPhase.Idle or AgentPhase.Report => "done",
        { } other => other.ToString().ToLower(CultureInfo.InvariantCulture),
    };
}

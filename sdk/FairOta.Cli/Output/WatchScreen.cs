using System;
using System.Threading.Tasks;
using Spectre.Console;

namespace FairOta.Cli.Output;

/// <summary>Reports on a screen, each drawn over the one before.</summary>
internal static class WatchScreen
{
    /// <summary>Draws what is shown until it is all.</summary>
    /// <param name="console">The screen.</param>
    /// <param name="follow">Shows one report after the other, and ends with the exit code.</param>
    public static Task<int> FollowAsync(IAnsiConsole console, Func<Action<WatchReport>, Task<int>> follow) =>
        console.Live(new Text("")).StartAsync(context => follow(report => context.UpdateTarget(report.ToTables())));
}

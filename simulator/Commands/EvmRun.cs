using System;
using System.IO;
using System.Linq;
using System.Threading;
using FairOta.Simulator.Evm;
using FairOta.Simulator.Network;
using FairOta.Simulator.Report;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Commands;

/// <summary>A run on an EVM and real HTTP.</summary>
internal static class EvmRun
{
    /// <summary>Runs, and says in the report what an EVM changes.</summary>
    /// <param name="setting">What the world is made from.</param>
    /// <param name="rpc">A development node; null for a private one.</param>
    /// <param name="replay">The command that does it again.</param>
    /// <param name="progress">Says how it goes.</param>
    /// <param name="lines">Takes every line of the trace; null for nobody.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="NetworkException">There is no such node to be had.</exception>
    public static FleetReport Run(
        FleetSetting setting, Uri? rpc, string replay, RunProgress progress, TextWriter? lines,
        CancellationToken cancellation)
    {
        EvmGround ground = EvmGround.OpenAsync(rpc, cancellation).GetAwaiter().GetResult();
        try
        {
            FleetReport report = progress.Run(ground.Under(setting), replay, lines);
            return report with
            {
                Drawn =
                [
                    .. report.Drawn,
                    .. EvmGround.Differences(setting.Scenario).Select(each => new DrawnValue("on an EVM", each)),
                ],
            };
        }
        catch (Sdk.Chain.NodeException e)
        {
            throw new NetworkException($"The node is gone: {e.Message}", e);
        }
        finally
        {
            ground.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

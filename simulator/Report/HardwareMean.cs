using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>Predictions of shards, which differ by their devices' traffic alone, as one for the fleet.</summary>
internal static class HardwareMean
{
    /// <summary>The mean of each board and step, weighed by the devices.</summary>
    /// <exception cref="ReportException">They are of different boards or steps.</exception>
    public static ImmutableArray<HardwareEstimate> Of(
        IReadOnlyList<(ImmutableArray<HardwareEstimate> Boards, int Devices)> shards)
    {
        double devices = shards.Sum(shard => (double)shard.Devices);
        foreach (var (boards, _) in shards)
        {
            if (!Outline(boards).SequenceEqual(Outline(shards[0].Boards)))
                throw new ReportException("The reports are not of one run: they predict for other boards.");
        }

        return
        [
            .. shards[0].Boards.Select((board, b) =>
            {
                ImmutableArray<HardwareStep> steps =
                [
                    .. board.Steps.Select((step, s) => step with
                    {
                        Seconds = shards.Sum(each => each.Boards[b].Steps[s].Seconds * each.Devices) / devices,
                        Joules = shards.Sum(each => each.Boards[b].Steps[s].Joules * each.Devices) / devices,
                    }),
                ];
                return board with
                {
                    Seconds = shards.Sum(each => each.Boards[b].Seconds * each.Devices) / devices,
                    Joules = shards.Sum(each => each.Boards[b].Joules * each.Devices) / devices,
                    Steps = steps,
                };
            }),
        ];
    }

    private static IEnumerable<string> Outline(ImmutableArray<HardwareEstimate> boards) =>
        boards.SelectMany(board => board.Steps.Select(step => step.Step).Prepend(board.Board));
}

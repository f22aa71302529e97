using System.Linq;

namespace FairOta.Simulator.Report;

/// <summary>What an update would take on boards.</summary>
internal static class HtmlHardware
{
    private const int Palette = 9;

    /// <summary>Draws the predictions of a report; nothing where it has none.</summary>
    public static Html Draw(FleetReport report)
    {
        if (report.Hardware.IsEmpty) return Html.None;
        string[] steps = [.. report.Hardware.SelectMany(board => board.Steps).Select(step => step.Step).Distinct()];
        HtmlBar[] bars =
        [
            .. report.Hardware.Select(board => new HtmlBar(
                board.Board,
                [
                    .. board.Steps.Select(step => new HtmlStretch(
                        step.Seconds, Colour(steps, step.Step),
                        $"{step.Step}: {Seconds(step.Seconds)}, {Joules(step.Joules)}\n{step.Basis}")),
                ],
                $"{Seconds(board.Seconds)} · {Joules(board.Joules)}")),
        ];
        return Html.Of($"""
            <section class="card wide"><h3>On hardware</h3>
            <p class="note">Predicted for one device and one update: from the exact instruction counts of the device's
            code, and the mean traffic of the devices above. No board was measured: every constant names its source, or
            is assumed. Waiting for the key is not in it.</p>
            <ul class="legend">{steps.Select(step => Html.Of(
                $"<li><i class=\"{Colour(steps, step)}\"></i>{step}</li>"))}</ul>
            {HtmlBars.Draw(bars, "")}
            <details><summary>What each step rests on</summary><div class="scroll"><table>
            <tr><th>board</th><th>step</th><th class="n">seconds</th><th class="n">joules</th><th>basis</th></tr>
            {report.Hardware.SelectMany(board => board.Steps.Select(step => Html.Of($"""
                <tr><td>{board.Board}</td><td>{step.Step}</td><td class="n">{HtmlUnits.Three(step.Seconds)}</td>
                <td class="n">{HtmlUnits.Three(step.Joules)}</td><td class="basis">{step.Basis}</td></tr>
                """)))}</table></div></details></section>
            """);
    }

    private static string Colour(string[] steps, string step) =>
        $"kind{System.Array.IndexOf(steps, step) % Palette}";

    private static string Seconds(double seconds) => HtmlUnits.Duration(seconds * 1000);

    private static string Joules(double joules) => HtmlUnits.Three(joules) + " J";
}

using System.Globalization;
using System.IO;
using System.Text;

namespace FairOta.Simulator.Scenarios;

/// <summary>Compares the traces of two runs of one seed, as the second is under way.</summary>
internal static class Determinism
{
    /// <summary>Runs it with one thread, then with two.</summary>
    /// <returns>The first line that differs, in a sentence; null where none does.</returns>
    public static string? Check(Worlds.FleetSetting setting) =>
        Compare(setting with { Parallelism = 1 }, setting with { Parallelism = 2 });

    /// <summary>Runs the one, then the other.</summary>
    /// <returns>The first line that differs, in a sentence; null where none does.</returns>
    public static string? Compare(Worlds.FleetSetting one, Worlds.FleetSetting other)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (StreamWriter first = new(path)) ScenarioRun.Run(one, "", first);
            using Comparer second = new(path);
            ScenarioRun.Run(other, "", second);
            return second.Conclude();
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Takes lines and compares them with those of a file.</summary>
    private sealed class Comparer(string path) : TextWriter(CultureInfo.InvariantCulture)
    {
        private readonly StreamReader _first = new(path);
        private string? _difference;
        private long _line;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            _line++;
            if (_difference is null && _first.ReadLine() is var line && line != value)
                _difference = Say(line ?? "nothing", value);
        }

        public string? Conclude() =>
            _difference ?? (_first.ReadLine() is { } more ? Say(more, "nothing", 1) : null);

        protected override void Dispose(bool disposing)
        {
            if (disposing) _first.Dispose();
            base.Dispose(disposing);
        }

        private string Say(string first, string? second, int after = 0) => string.Create(
            CultureInfo.InvariantCulture,
            $"Line {_line + after} is\n  {first}\nin the first run, and\n  {second}\nin the second.");
    }
}

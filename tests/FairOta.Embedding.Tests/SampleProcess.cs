using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks;

namespace FairOta.Embedding.Tests;

/// <summary>A sample at work in a process of its own; it ends when this is disposed.</summary>
internal sealed class SampleProcess : IAsyncDisposable
{
    private const string Started = "Application started.";
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(string assembly, string passphrase, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAIROTA_PASSPHRASE"] = passphrase;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
    }

    /// <summary>All that it wrote so far.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Starts a sample and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; says what it wrote.</exception>
    public static async Task<SampleProcess> StartAsync(string assembly, string passphrase, params string[] arguments)
    {
        var sample = new SampleProcess(assembly, passphrase, arguments);
        sample._process.Start();
        sample._process.BeginOutputReadLine();
        sample._process.BeginErrorReadLine();
        Task ended = sample._process.WaitForExitAsync();
        if (await Task.WhenAny(sample._started.Task, ended) != ended) return sample;
        throw new InvalidOperationException($"{assembly} ended before it served.\n{sample.Text}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { } line) return;
        _lines.Enqueue(line);
        if (line.Contains(Started, StringComparison.Ordinal)) _started.TrySetResult();
    }
}

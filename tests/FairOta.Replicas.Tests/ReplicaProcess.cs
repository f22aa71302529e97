using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Cli.Tests;

namespace FairOta.Replicas.Tests;

/// <summary>A distributor's replica: the tool in a process of its own, which is killed without notice, and which ends
/// at the latest with this one.</summary>
internal sealed class ReplicaProcess(Uri url, string[] arguments) : IDisposable
{
    private readonly ConcurrentQueue<string> _errors = [];
    private Process? _process;

    public Uri Url => url;

    /// <summary>Starts it, and returns once it listens.</summary>
    public async Task StartAsync()
    {
        // Its input is this process: the shell kills it where that ends, or closes it.
        const string watched = "\"$@\" & replica=$!; cat > /dev/null; kill -9 $replica; wait $replica";
        ProcessStartInfo start = new("sh",
        [
            "-c", watched, "sh", "dotnet", Path.Combine(AppContext.BaseDirectory, "fairota.dll"), "distributor", "run",
            "--json", "--listen", url.ToString().TrimEnd('/'), .. arguments,
        ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FAIROTA_PASSPHRASE"] = Desk.Passphrase;
        start.Environment["FAIROTA_DEBUG"] = "1";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        if (await _process.StandardOutput.ReadLineAsync() is null)
            throw new InvalidOperationException("A replica did not start: " + Said());
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        if (_process is null) return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>What it said last.</summary>
    public string Said() => string.Join('\n', _errors.TakeLast(20));

    public void Dispose() => Kill();
}

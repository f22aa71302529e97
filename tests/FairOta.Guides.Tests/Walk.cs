using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Embedding.Tests;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Guides.Tests;

/// <summary>Somebody who does what guides say, in an empty folder, by a bash script of all their blocks.</summary>
/// <remarks>What differs from the letter: ports are replaced by free ones, so that walks do not meet other programs;
/// and what ends a terminal with Ctrl-C is SIGTERM, as a process of a shell in the background may ignore
/// SIGINT.</remarks>
internal sealed class Walk : IDisposable
{
    private const string Terminal = "in its own terminal";
    private const string AfterTheLast = "after the last terminal ended";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly string[] Ports = ["8545", "8080", "8081", "8082", "9091", "9092"];

    private readonly StringBuilder _script = new();
    private readonly string[] _free = FreePorts(Ports.Length);
    private int _terminals;

    /// <summary>Begins.</summary>
    /// <param name="tool">The folder of the installed tool.</param>
    /// <exception cref="AssertInconclusiveException">bash is missing.</exception>
    public Walk(string tool)
    {
        if (!File.Exists("/bin/bash")) Assert.Inconclusive("There is no bash to run the guides by.");
        Say($$"""
            set -euo pipefail
            export FAIROTA_REPO='{{Build.Root.TrimEnd('/')}}' PATH='{{tool}}':"$PATH"
            jobs_of=()
            finish() { for job in "${jobs_of[@]}"; do kill -TERM -- "-$job" 2>/dev/null || true; done; wait; }
            trap finish EXIT
            set -m
            await() {
                for attempt in $(seq 1200); do
                    if grep -q -- "$2" "$1"; then return; fi
                    if ! kill -0 "$3" 2>/dev/null; then break; fi
                    sleep 0.1
                done
                echo "A terminal did not come to say '$2':"
                cat "$1"
                return 1
            }
            """);
    }

    /// <summary>The folder it is done in.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("fairota-guide-").FullName;

    /// <summary>Adds a line that no guide has.</summary>
    public Walk Say(string line)
    {
        _script.Append(line).Append('\n');
        return this;
    }

    /// <summary>Adds blocks of a guide.</summary>
    public Walk Follow(string path, IEnumerable<Block> blocks)
    {
        foreach (Block block in blocks)
        {
            Say($"echo '== {path}:{block.Line}'");
            string[] manner = block.Manner.Split(", until: ", 2);
            string commands = Ported(block.Commands);
            switch (manner[0])
            {
                case "":
                    Say(commands);
                    break;
                case Terminal:
                    string log = $"terminal-{_terminals++}.log";
                    Say($"{{ {commands}\n}} > {log} 2>&1 & jobs_of+=($!); await {log} '{manner[1]}' $!");
                    break;
                case AfterTheLast:
                    Say("kill -TERM -- -${jobs_of[-1]}; wait ${jobs_of[-1]} || true; unset 'jobs_of[-1]'");
                    Say(commands);
                    break;
                default:
                    throw new InvalidDataException($"{path}:{block.Line}: nobody knows how to run '{block.Manner}'.");
            }
        }

        return this;
    }

    /// <summary>Does all of it.</summary>
    /// <returns>What was written.</returns>
    public async Task<string> DoneAsync()
    {
        string script = Path.Combine(Folder, "walk.sh");
        await File.WriteAllTextAsync(script, _script.ToString());
        ProcessStartInfo start = new("/bin/bash", [script])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process bash = new() { StartInfo = start };
        StringBuilder output = new();
        void Take(object sender, DataReceivedEventArgs e)
        {
            lock (output) output.AppendLine(e.Data);
        }

        bash.OutputDataReceived += Take;
        bash.ErrorDataReceived += Take;
        bash.Start();
        bash.BeginOutputReadLine();
        bash.BeginErrorReadLine();
        using CancellationTokenSource limit = new(Limit);
        try
        {
            await bash.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            Assert.Fail($"It took longer than {Limit}.\n{output}{Terminals()}");
        }

        lock (output)
        {
            if (bash.ExitCode != 0) Assert.Fail($"It ended with {bash.ExitCode}.\n{output}{Terminals()}");
            return output.ToString();
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Terminals() => string.Concat(Directory.GetFiles(Folder, "terminal-*.log").Order()
        .Select(log => $"== {Path.GetFileName(log)}\n{File.ReadAllText(log)}"));

    private string Ported(string commands) => Regex.Replace(
        commands, $@"\b(?:{string.Join('|', Ports)})\b", match => _free[Array.IndexOf(Ports, match.Value)]);

    private static string[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        string[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port.ToString())];
        foreach (TcpListener listener in listeners) listener.Dispose();
        return ports;
    }
}

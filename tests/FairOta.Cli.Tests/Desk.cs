using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace FairOta.Cli.Tests;

/// <summary>Somebody at a terminal in an empty folder, running the tool in this process.</summary>
internal sealed class Desk : IDisposable
{
    public const string Passphrase = "a passphrase for tests";

    public string Folder { get; } = Directory.CreateTempSubdirectory("fairota-").FullName;

    public Dictionary<string, string> Environment { get; } = new() { ["FAIROTA_PASSPHRASE"] = Passphrase };

    /// <summary>Answers to questions; null where nobody can be asked.</summary>
    public string? Answers { get; set; }

    /// <summary>Whether output is a screen.</summary>
    public bool IsScreen { get; set; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    /// <summary>Runs a command line; words are parted by spaces.</summary>
    public async Task<Outcome> RunAsync(string line, params string[] more)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = await new Tool(Terminal(output, error)).RunAsync([.. line.Split(' '), .. more]);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    /// <summary>Starts a command that serves until <paramref name="stop"/>, and waits for its line of JSON.</summary>
    public async Task<(Task<int> Running, JsonNode Ready)> ServeAsync(
        string line, string[] more, CancellationToken stop)
    {
        var lines = new LineWriter();
        var error = TextWriter.Synchronized(new StringWriter());
        Task<int> running = Task.Run(
            () => new Tool(Terminal(lines, error)).RunAsync([.. line.Split(' '), .. more, "--json"], stop),
            CancellationToken.None);
        Task<string> first = lines.Lines.ReadAsync(CancellationToken.None).AsTask();
        if (await Task.WhenAny(first, running) == running && !first.IsCompleted)
            throw new InvalidOperationException($"It ended with {await running}: {error}");
        return (running, JsonNode.Parse(await first)!);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Terminal Terminal(TextWriter output, TextWriter error) => new()
    {
        Out = output,
        Error = error,
        In = new StringReader(Answers ?? ""),
        IsInteractive = Answers is not null,
        IsScreen = IsScreen,
        Environment = name => Environment.GetValueOrDefault(name),
    };

    /// <summary>Gives whole lines to a reader.</summary>
    private sealed class LineWriter : TextWriter
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Lines => _lines.Reader;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");
    }
}

/// <summary>What a command did.</summary>
internal sealed record Outcome(int Code, string Output, string Error)
{
    /// <summary>The result of a command run with --json.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    public override string ToString() => $"exit code {Code}\n{Output}\n{Error}";
}

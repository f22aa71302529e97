using System;
using System.IO;
using Microsoft.Extensions.Logging;

namespace FairOta.Cli.Output;

/// <summary>Logs one line per message: time, level, words. Our own from Information up, others' from Warning
/// up.</summary>
internal sealed class LineLoggerProvider(TextWriter output, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        new LineLogger(output, time, categoryName.StartsWith("FairOta.", StringComparison.Ordinal));

    public void Dispose()
    {
        // The writer is the terminal's.
    }

    private sealed class LineLogger(TextWriter output, TimeProvider time, bool own) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= (own ? LogLevel.Information : LogLevel.Warning);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            string reason = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
            string line = $"{time.GetUtcNow():HH:mm:ss} {logLevel} {formatter(state, exception)}{reason}";
            lock (output) output.WriteLine(line);
        }
    }
}

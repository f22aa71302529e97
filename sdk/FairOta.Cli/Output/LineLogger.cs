using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace FairOta.Cli.Output;

/// <summary>Logs one line per message: time, level, words; or the same and the message's fields as JSON. Our own from
/// Information up, others' from Warning up.</summary>
internal sealed class LineLoggerProvider(TextWriter output, TimeProvider time, bool isJson = false) : ILoggerProvider
{
    private const string Template = "{OriginalFormat}";

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    public void Dispose()
    {
        // The writer is the terminal's.
    }

    private void Write(string line)
    {
        lock (output) output.WriteLine(line);
    }

    private string Text(LogLevel level, string message, Exception? exception)
    {
        string reason = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        return $"{time.GetUtcNow():HH:mm:ss} {level} {message}{reason}";
    }

    private string Json<TState>(
        string category, LogLevel level, EventId id, string message, TState state, Exception? exception)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", level.ToString());
            json.WriteString("source", category);
            json.WriteNumber("event", id.Id);
            if (id.Name is not null) json.WriteString("name", id.Name);
            json.WriteString("message", message);
            if (state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } fields)
            {
                json.WriteStartObject("fields");
                foreach ((string name, object? value) in fields)
                    if (name != Template) WriteField(json, name, value);
                json.WriteEndObject();
            }

            if (exception is not null) json.WriteString("error", $"{exception.GetType().Name}: {exception.Message}");
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.WrittenSpan);
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        if (value is int or long) json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
        else json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        private readonly LogLevel _least = category.StartsWith("FairOta.", StringComparison.Ordinal)
            ? LogLevel.Information
            : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            string message = formatter(state, exception);
            provider.Write(provider.IsJson
                ? provider.Json(category, logLevel, eventId, message, state, exception)
                : provider.Text(logLevel, message, exception));
        }
    }

    private bool IsJson => isJson;
}

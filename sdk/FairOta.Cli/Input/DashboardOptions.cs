using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Net;
using FairOta.Cli.Commands;
using FairOta.Sdk.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace FairOta.Cli;

/// <summary>Whether a command that serves shows its operator a dashboard, where, and to whom. It has a listener of its
/// own, so that nobody who reaches the public one reaches it.</summary>
internal sealed class DashboardOptions
{
    private const int MostTokenBytes = 1024;
    private readonly Option<IPEndPoint?> _dashboard;
    private readonly Option<string?> _token;

    /// <summary>Adds the options.</summary>
    public DashboardOptions(Command command)
    {
        _dashboard = Opt.Of<IPEndPoint?>(
            "--dashboard", "port", "Shows a page of what goes on at this port of this machine, or at address:port, "
            + "apart from --listen; port 0 takes a free one. Without it there is none.", Endpoint);
        _token = Opt.Of<string?>(
            "--dashboard-token", "file", $"Shows the page to whoever gives this file's token, {LeastTokenLength} "
            + "characters or more, as a password with any name; needed where the page listens to other machines or "
            + "behind a proxy. Without it only callers on this machine see it.", Opt.ExistingFile);
        command.Add(_dashboard);
        command.Add(_token);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_dashboard) is { } given)
            {
                // By its word: the value of one that is wrong cannot be asked for.
                if (result.GetResult(_token) is null && given.Tokens is [{ Value: var text }]
                    && TryParse(text) is { } place && !IPAddress.IsLoopback(place.Address))
                    result.AddError($"--dashboard: other machines reach {place}; name a token with --dashboard-token.");
            }
            else if (result.GetResult(_token) is not null)
            {
                result.AddError("--dashboard-token: there is nothing to see without --dashboard.");
            }
        });
    }

    /// <summary>Adds the dashboard of a host to its services, where one is wanted.</summary>
    /// <exception cref="CliException">The token's file has none.</exception>
    public void AddTo(Invocation call, IServiceCollection services)
    {
        if (call.Get(_dashboard) is not { } place) return;
        byte[]? digest = call.Get(_token) is { } file ? DigestOf(file) : null;
        services.AddSingleton(provider => new DashboardHost(place, digest, provider));
        services.AddHostedService(provider => provider.GetRequiredService<DashboardHost>());
    }

    private static byte[] DigestOf(string file)
    {
        string token = new FileInfo(file).Length <= MostTokenBytes ? File.ReadAllText(file).Trim() : "";
        return token.Length >= LeastTokenLength && !token.AsSpan().ContainsAny('\r', '\n')
            ? DashboardRules.DigestOf(token)
            : throw new CliException(
                ExitCodes.Usage,
                $"--dashboard-token: one line of at least {LeastTokenLength} characters is expected in {file}.");
    }

    private static int LeastTokenLength => DashboardRules.LeastTokenLength;

    private static IPEndPoint Endpoint(string text) => TryParse(text)
        ?? throw new FormatException("a port or address:port is expected, as 9090, 127.0.0.1:9090 or [::1]:9090.");

    private static IPEndPoint? TryParse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "localhost" : text[..colon];
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return null;
        if (host == "localhost") return new IPEndPoint(IPAddress.Loopback, port);
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        return isBracketed == host.Contains(':')
            && IPAddress.TryParse(isBracketed ? host[1..^1] : host, out IPAddress? address)
            ? new IPEndPoint(address, port)
            : null;
    }
}

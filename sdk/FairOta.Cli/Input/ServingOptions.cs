using System;
using System.CommandLine;
using System.Diagnostics;
using System.Net;
using FairOta.Cli.Commands;
using FairOta.Cli.Output;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using IPNetwork = System.Net.IPNetwork;

namespace FairOta.Cli;

/// <summary>How a command that serves meets the world: where it listens, behind whom, and how it tells of
/// itself.</summary>
internal sealed class ServingOptions
{
    private const string Text = "text";
    private const string Json = "json";
    private readonly Option<string> _listen;
    private readonly Option<IPNetwork[]> _proxies;
    private readonly Option<string> _log;
    private readonly Option<Uri?> _otlp;

    /// <summary>Adds the options.</summary>
    /// <param name="command">To which.</param>
    /// <param name="port">Where it listens by default.</param>
    /// <param name="section">Begins a section of the command's help; null where it has none.</param>
    public ServingOptions(Command command, int port, Action<string>? section = null)
    {
        _listen = Opt.Of(
            "--listen", "url", "Where to listen; port 0 takes a free one.", Opt.Listen, $"http://127.0.0.1:{port}");
        _proxies = Opt.Many(
            "--trusted-proxy", "address", "A reverse proxy, or a network of them as 10.0.0.0/8, whose X-Forwarded-For "
            + "tells who calls. Nobody else's is believed.", Network);
        _log = Opt.Of(
            "--log-format", "text|json", "How the log is written to the error output.", LogFormat, Text);
        _otlp = Opt.Of<Uri?>(
            "--otlp", "url", "Sends metrics and traces to this OpenTelemetry collector (OTLP over HTTP), as "
            + "http://127.0.0.1:4318. Its headers belong into OTEL_EXPORTER_OTLP_HEADERS.", Collector);
        command.Add(_listen);
        command.Add(_proxies);
        section?.Invoke("Dashboard");
        Dashboard = new DashboardOptions(command);
        section?.Invoke("Logs");
        command.Add(_log);
        command.Add(_otlp);
    }

    /// <summary>Whether its operator sees a dashboard.</summary>
    public DashboardOptions Dashboard { get; }

    public string Listen(Invocation call) => call.Require(_listen);

    /// <summary>Sets up a host before its services are built.</summary>
    public void Configure(Invocation call, WebApplicationBuilder builder, ServingLimits limits)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(
            new LineLoggerProvider(call.Terminal.Error, call.Terminal.Time, call.Require(_log) == Json));
        builder.WebHost.UseUrls(Listen(call));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.LimitFairOta(limits));
        builder.Services.AddSingleton(call.Terminal.Time);
        builder.Services.AddHealthChecks();
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            forwarded.ForwardLimit = null; // as many as are trusted
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (IPNetwork proxy in call.Require(_proxies)) forwarded.KnownIPNetworks.Add(proxy);
        });
        if (call.Get(_otlp) is { } collector) Export(builder.Services, collector);
    }

    /// <summary>Sets up a host before its endpoints are mapped.</summary>
    public void Use(Invocation call, WebApplication application)
    {
        if (call.Require(_proxies).Length > 0) application.UseForwardedHeaders();
    }

    private static void Export(IServiceCollection services, Uri collector) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("fairota"))
        .WithMetrics(metrics => metrics
            .AddMeter(DistributorTelemetry.Name)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(exporter => Set(exporter, collector, "v1/metrics")))
        .WithTracing(traces => traces
            .AddSource(DistributorTelemetry.Name)
            .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpResponse = NameRouteAlone)
            .AddOtlpExporter(exporter => Set(exporter, collector, "v1/traces")));

    /// <summary>Paths name devices and sessions: a trace names the route in their place, or nothing where there is
    /// none.</summary>
    private static void NameRouteAlone(Activity activity, HttpResponse response) => activity.SetTag(
        "url.path", (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);

    private static void Set(OtlpExporterOptions exporter, Uri collector, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(collector.ToString().TrimEnd('/') + "/" + path);
    }

    private static string LogFormat(string text) =>
        text is Text or Json ? text : throw new FormatException("text or json is expected.");

    private static Uri Collector(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new FormatException("an http or https URL of a collector is expected, as http://127.0.0.1:4318.");

    private static IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? one)) return new IPNetwork(one, one.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out IPNetwork network)
            ? network
            : throw new FormatException("an address or a network is expected, as 10.0.0.1 or 10.0.0.0/8.");
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FairOta.Sdk.Tests.Vendor.Reports;

/// <summary>A server that gives reports over HTTP, honestly unless a test says otherwise.</summary>
internal sealed class ReportSource : IAsyncDisposable
{
    private static readonly ISymmetric Host = new HostSymmetric();
    private readonly List<LocalHost> _hosts = [];

    public static ReleaseId Release { get; } = new(Hash32.FromBytes(World.KeyOf("release")));

    /// <summary>What it holds; numbered from 1.</summary>
    public List<OutcomeReport> Reports { get; } = [];

    /// <summary>Cursors that it was asked from.</summary>
    public List<long> Asked { get; } = [];

    /// <summary>Answers in its place.</summary>
    public Func<long, HttpContext, Task>? Instead { get; set; }

    public string Url => _hosts.Single().Url;

    public static async Task<ReportSource> StartAsync(params OutcomeReport[] reports)
    {
        ReportSource source = new();
        source.Reports.AddRange(reports);
        source._hosts.Add(await LocalHost.StartAsync(
            _ => { }, app => app.MapGet($"/v1/releases/{Release.ToWire()}/reports", source.AnswerAsync)));
        return source;
    }

    /// <summary>A genuine report.</summary>
    public static OutcomeReport Report(string device, int outcome, ReleaseId? release = null) => new()
    {
        Device = World.AddressOf(device).ToBytes(),
        Outcome = outcome,
        Signature = Ecdsa.Sign(
            Host, World.KeyOf(device), OutcomeReport.Digest((release ?? Release).ToBytes(), outcome)),
    };

    public static Task WriteAsync(HttpContext context, long next, params OutcomeReport[] reports) =>
        context.Response.Body.WriteAsync(new OutcomeReportList { Next = next, Reports = reports }.Encode()).AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (LocalHost host in _hosts) await host.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        long after = long.Parse(context.Request.Query["after"]!, CultureInfo.InvariantCulture);
        lock (Asked) Asked.Add(after);
        if (Instead is { } instead) return instead(after, context);
        int first = (int)Math.Min(after, Reports.Count);
        OutcomeReport[] page = [.. Reports.Skip(first).Take(256)];
        return WriteAsync(context, first + page.Length, page);
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FairOta.Sdk.Dashboard;

/// <summary>How many requests of an endpoint were answered with a status.</summary>
/// <param name="Endpoint">One of <see cref="EndpointRules"/>' names.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Count">How many.</param>
internal sealed record AnswerCount(string Endpoint, int Status, long Count);

/// <summary>Counts what a node answered since it started, callers that were turned away at once included. Whoever
/// calls, it keeps a dozen endpoints by the statuses there are.</summary>
/// <param name="since">When it started, in Unix seconds.</param>
internal sealed class TrafficTally(long since)
{
    private readonly ConcurrentDictionary<(string Endpoint, int Status), long> _answers = [];
    private long _bytes;

    /// <summary>When it started, in Unix seconds.</summary>
    public long Since => since;

    /// <summary>Bytes of bodies that were answered.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What was answered.</summary>
    public IReadOnlyList<AnswerCount> Answers =>
        [.. _answers.Select(each => new AnswerCount(each.Key.Endpoint, each.Key.Status, each.Value))];

    /// <summary>Counts an answer.</summary>
    /// <param name="endpoint">One of <see cref="EndpointRules"/>' names.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="bytes">Bytes of its body.</param>
    public void Count(string endpoint, int status, long bytes)
    {
        _answers.AddOrUpdate((endpoint, status), 1, (_, count) => count + 1);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Counts whatever is answered at <see cref="HttpAdapter.Route"/>.</summary>
    public IEndpointConventionBuilder CountAt(IEndpointConventionBuilder endpoint)
    {
        endpoint.Add(builder =>
        {
            RequestDelegate answer = builder.RequestDelegate
                ?? throw new InvalidOperationException("An endpoint without a delegate answers nothing.");
            builder.RequestDelegate = async context =>
            {
                await answer(context).ConfigureAwait(false);
                bool isHead = HttpMethods.IsHead(context.Request.Method);
                string method = isHead ? "GET" : context.Request.Method.ToUpperInvariant();
                Count(
                    EndpointRules.NameOf(new ServiceRequest(method, "/v1/" + context.Request.RouteValues["path"])),
                    context.Response.StatusCode,
                    isHead ? 0 : context.Response.ContentLength ?? 0);
            };
        });
        return endpoint;
    }
}

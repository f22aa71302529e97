using System;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Conformance;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Tests.Conformance;

/// <summary>A distributor that breaks one rule.</summary>
/// <param name="Check">The check that has to fail, and no other.</param>
/// <param name="Alter">What it answers in place of an honest reply.</param>
internal sealed record Mutant(string Check, Func<Inquiry, Reply, Reply> Alter)
{
    /// <summary>Whether it is asked about the release whose manifest is wrong.</summary>
    public bool IsMislabelled { get; init; }

    public override string ToString() => Check;
}

/// <summary>Alters what an honest distributor answers.</summary>
internal sealed class MutantLink(IConformanceLink honest, Func<Inquiry, Reply, Reply>? alter) : IConformanceLink
{
    public Inquiry Inquiry { get; set; } = null!;

    public async Task<Reply> AskAsync(Question question, CancellationToken cancellation)
    {
        Reply reply = await honest.AskAsync(question, cancellation);
        return alter is null ? reply : alter(Inquiry, reply);
    }
}

/// <summary>Ways to alter a reply, and what a reply is about.</summary>
internal static class Altered
{
    /// <summary>The name of a refusal's type; empty for any other reply.</summary>
    public static string Problem(this Reply reply)
    {
        if (reply.MediaType != Answer.Problem || reply.Body.Length == 0) return "";
        string? type = (string?)JsonNode.Parse(reply.Body)!["type"];
        return type is null ? "" : type[(ProblemType.Pages.Length + 1)..];
    }

    /// <summary>The path without its query.</summary>
    public static string Path(this Reply reply) => reply.Question.Path.Split('?')[0];

    /// <summary>As though all were well.</summary>
    public static Reply Admitted(this Reply reply) => reply with
    {
        Status = 200,
        Body = [],
        Headers = reply.Headers.Remove("content-type"),
    };

    /// <summary>A refusal that has no cause.</summary>
    public static Reply Refused(this Reply reply, int status = 404) => reply with
    {
        Status = status,
        Headers = reply.Headers.SetItem("content-type", Answer.Problem),
        Body = Encoding.ASCII.GetBytes($$"""{"status":{{status}}}"""),
    };

    /// <summary>The same as text/plain.</summary>
    public static Reply AsText(this Reply reply) => reply.With("content-type", "text/plain");

    /// <summary>With another header, or without one.</summary>
    public static Reply With(this Reply reply, string name, string? value) => reply with
    {
        Headers = value is null ? reply.Headers.Remove(name) : reply.Headers.SetItem(name, value),
    };

    /// <summary>With another last byte.</summary>
    public static Reply Garbled(this Reply reply)
    {
        byte[] body = [.. reply.Body];
        body[^1] ^= 1;
        return reply with { Body = body };
    }

    /// <summary>Altered somehow.</summary>
    public static Reply AtRandom(Reply reply, Random random)
    {
        byte[] body = [.. reply.Body];
        if (body.Length > 0) body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        byte[] drawn = new byte[random.Next(200)];
        random.NextBytes(drawn);
        return random.Next(5) switch
        {
            0 => reply with { Status = random.Next(100, 600) },
            1 => reply with { Body = reply.Body[..random.Next(reply.Body.Length + 1)] },
            2 => reply with { Body = drawn },
            3 => reply with { Headers = reply.Headers.Clear() },
            _ => reply with { Body = body },
        };
    }

    /// <summary>Whether something is known in a run already.</summary>
    public static bool Knows<T>(this Inquiry ask, Func<Inquiry, T> fact)
    {
        try
        {
            _ = fact(ask);
            return true;
        }
        catch (NotAskedException)
        {
            return false;
        }
    }
}

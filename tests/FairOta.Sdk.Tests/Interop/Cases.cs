using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;

namespace FairOta.Sdk.Tests.Interop;

/// <summary>A key, a digest, and our signature.</summary>
internal sealed record SignatureCase(byte[] Key, PrivateKeyAccount Account, Hash32 Digest, byte[] Signature);

/// <summary>A typed message and our digest of it.</summary>
internal sealed record TypedCase(JsonObject Asked, byte[] Digest);

/// <summary>A transaction and its signed form.</summary>
internal sealed record TransactionCase(SignatureCase Sender, Transaction Transaction, SignedTransaction Signed);

/// <summary>A fleet, its tree, and the place to prove.</summary>
internal sealed record FleetCase(FleetList Fleet, FleetTree Tree, int Index);

/// <summary>Creation code that is deployed through the deployment proxy.</summary>
internal sealed record Create2Case(Hash32 Salt, byte[] Code);

/// <summary>What the peers are asked, drawn from a seed, in the form that peers.cjs reads.</summary>
internal sealed record Cases(
    byte[][] Messages, SignatureCase[] Signatures, TypedCase[] Typed, TransactionCase[] Transactions,
    FleetCase[] Fleets, Create2Case[] Create2, CallCase[] Calls, LogCase[] Logs)
{
    public static Cases From(Random draw)
    {
        SignatureCase[] signatures = [.. Enumerable.Range(0, 200).Select(_ => Signature(draw))];
        return new Cases(
            [.. Enumerable.Range(0, 300).Select(length => Bytes(draw, length))],
            signatures,
            [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? Proof(draw) : Open(draw))],
            [.. signatures.Select(sender => Transact(draw, sender))],
            [.. Enumerable.Range(1, 100).Append(257).Append(1000).Select(count => Fleet(draw, count))],
            [
                new Create2Case(EscrowDeployment.Salt, EscrowDeployment.CreationCode.ToArray()),
                .. Enumerable.Range(0, 100).Select(
                    length => new Create2Case(Hash32.FromBytes(Bytes(draw, 32)), Bytes(draw, length))),
            ],
            [.. Enumerable.Range(0, 40).SelectMany(_ => EscrowCases.Calls(draw))],
            [.. Enumerable.Range(0, 40).SelectMany(_ => EscrowCases.Logs(draw))]);
    }

    public string ToJson() => new JsonObject
    {
        ["hash"] = Array(Messages, m => new JsonObject { ["message"] = Hex(m) }),
        ["signature"] = Array(Signatures, s => new JsonObject
        {
            ["key"] = Hex(s.Key),
            ["digest"] = s.Digest.ToString(),
            ["ours"] = Hex(s.Signature),
        }),
        ["typed"] = Array(Typed, t => t.Asked.DeepClone().AsObject()),
        ["transaction"] = Array(Transactions, t => new JsonObject
        {
            ["key"] = Hex(t.Sender.Key),
            ["fields"] = Fields(t.Transaction),
            ["ours"] = Hex(t.Signed.Raw),
        }),
        ["fleet"] = Array(Fleets, f => new JsonObject
        {
            ["devices"] = new JsonArray([.. f.Fleet.Devices.ToArray().Select(d => (JsonNode)d.ToString())]),
            ["index"] = f.Index,
            ["ours"] = new JsonObject
            {
                ["root"] = f.Tree.Root.ToString(),
                ["proof"] = new JsonArray([.. f.Tree.Proof(f.Index).Select(p => (JsonNode)p.ToString())]),
            },
        }),
        ["call"] = Array(Calls, c => new JsonObject { ["name"] = c.Name, ["values"] = c.Values.DeepClone() }),
        ["log"] = Array(Logs, l => new JsonObject { ["name"] = l.Name, ["values"] = l.Values.DeepClone() }),
        ["create2"] = Array(Create2, c => new JsonObject
        {
            ["proxy"] = DeploymentProxy.Address.ToString(),
            ["salt"] = c.Salt.ToString(),
            ["code"] = Hex(c.Code),
        }),
        ["keyless"] = new JsonArray(new JsonObject { ["raw"] = Hex(DeploymentProxy.RawTransaction) }),
    }.ToJsonString();

    private static SignatureCase Signature(Random draw)
    {
        byte[] key = Bytes(draw, 32);
        key[0] &= 0x7f; // below the group's order
        var account = new PrivateKeyAccount(key);
        Hash32 digest = Hash32.FromBytes(Bytes(draw, 32));
        return new SignatureCase(key, account, digest, account.SignDigest(digest));
    }

    private static TypedCase Proof(Random draw)
    {
        (long chainId, byte[] escrow, byte[] release, byte[] distributor, byte[] commitment, long until) = (
            draw.NextInt64(), Bytes(draw, 20), Bytes(draw, 32), Bytes(draw, 20), Bytes(draw, 20), draw.NextInt64());
        return new TypedCase(
            TypedObject("ProofOfDistribution", chainId, escrow, new JsonObject
            {
                ["releaseId"] = Hex(release),
                ["distributor"] = Hex(distributor),
                ["keyCommitment"] = Hex(commitment),
                ["validUntil"] = Decimal(until),
            }),
            Eip712.ProofOfDistribution(Eip712.Domain(chainId, escrow), release, distributor, commitment, until));
    }

    private static TypedCase Open(Random draw)
    {
        (long chainId, byte[] escrow, byte[] release, byte[] distributor, byte[] device, byte[] nonce, long until) = (
            draw.NextInt64(), Bytes(draw, 20), Bytes(draw, 32), Bytes(draw, 20), Bytes(draw, 20), Bytes(draw, 32),
            draw.NextInt64());
        return new TypedCase(
            TypedObject("OpenSession", chainId, escrow, new JsonObject
            {
                ["releaseId"] = Hex(release),
                ["distributor"] = Hex(distributor),
                ["device"] = Hex(device),
                ["nonce"] = Hex(nonce),
                ["boundUntil"] = Decimal(until),
            }),
            Eip712.OpenSession(Eip712.Domain(chainId, escrow), release, distributor, device, nonce, until));
    }

    private static JsonObject TypedObject(string type, long chainId, byte[] escrow, JsonObject message) => new()
    {
        ["type"] = type,
        ["chainId"] = Decimal(chainId),
        ["escrow"] = Hex(escrow),
        ["message"] = message,
    };

    private static TransactionCase Transact(Random draw, SignatureCase sender)
    {
        BigInteger tip = Number(draw);
        var transaction = new Transaction(
            draw.NextInt64(1L << draw.Next(1, 52)), draw.Next(1 << draw.Next(1, 30)), tip, tip + Number(draw),
            draw.Next(1 << draw.Next(1, 30)),
            new TransactionRequest(
                draw.Next(8) == 0 ? null : Address.FromBytes(Bytes(draw, 20)),
                Bytes(draw, draw.Next(300)),
                Number(draw)));
        return new TransactionCase(sender, transaction, transaction.SignAsync(sender.Account).AsTask().Result);
    }

    private static JsonObject Fields(Transaction t) => new()
    {
        ["chainId"] = Decimal(t.ChainId),
        ["nonce"] = t.Nonce,
        ["gasLimit"] = Decimal(t.Gas),
        ["maxPriorityFeePerGas"] = Decimal(t.MaxPriorityFeePerGas),
        ["maxFeePerGas"] = Decimal(t.MaxFeePerGas),
        ["to"] = t.Request.To?.ToString(),
        ["value"] = Decimal(t.Request.Value),
        ["data"] = Hex(t.Request.Data),
    };

    private static FleetCase Fleet(Random draw, int count)
    {
        var fleet = new FleetList([.. Enumerable.Range(0, count).Select(_ => Address.FromBytes(Bytes(draw, 20)))]);
        return new FleetCase(fleet, new FleetTree(fleet), draw.Next(count));
    }

    /// <summary>0 to 120 bits, every length as likely.</summary>
    private static BigInteger Number(Random draw) => new(Bytes(draw, draw.Next(16)), isUnsigned: true);

    internal static byte[] Bytes(Random draw, int count)
    {
        byte[] bytes = new byte[count];
        draw.NextBytes(bytes);
        return bytes;
    }

    private static JsonArray Array<T>(T[] cases, Func<T, JsonNode> write) => new([.. cases.Select(write)]);

    internal static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string Decimal(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}

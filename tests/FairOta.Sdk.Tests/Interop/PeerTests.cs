using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Interop;

/// <summary>Agreement with ethers and @openzeppelin/merkle-tree on cases drawn from a seed, both ways.</summary>
[TestClass]
public sealed class PeerTests
{
    private const int Seed = 20240607;
    private static readonly Random Draw = new(Seed);
    private static readonly Cases Asked = Cases.From(Draw);
    private static JsonElement _answers;

    [ClassInitialize]
    public static async Task AskAsync(TestContext context)
    {
        using Process node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { Path.Combine(RepositoryRoot.Path, "tests", "interop", "peers.cjs") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync(context.CancellationToken);
        Task<string> errors = node.StandardError.ReadToEndAsync(context.CancellationToken);
        await node.StandardInput.WriteAsync(Asked.ToJson());
        node.StandardInput.Close();
        await node.WaitForExitAsync(context.CancellationToken);
        Assert.AreEqual(0, node.ExitCode, await errors);
        _answers = JsonDocument.Parse(await output).RootElement;
    }

    [TestMethod]
    public void Keccak_MessagesOfEveryLengthAroundTheRate_AgreesWithEthers() =>
        Each("hash", Asked.Messages, (message, peer) =>
            Assert.AreEqual(peer.GetProperty("keccak").GetString(), Hex(Keccak256.Hash(message))));

    [TestMethod]
    public void Ecdsa_RandomKeysAndDigests_AgreesWithEthersBothWays() =>
        Each("signature", Asked.Signatures, (s, peer) =>
        {
            Assert.AreEqual(peer.GetProperty("publicKey").GetString(), Hex([4, .. Ecdsa.PublicKey(s.Key)]));
            Assert.AreEqual(peer.GetProperty("address").GetString(), s.Account.Address.ToString());
            Assert.AreEqual(peer.GetProperty("compact").GetString(), Hex(s.Signature));
            Assert.AreEqual(s.Account.Address.ToString(), peer.GetProperty("recovered").GetString());
            byte[] theirs = Convert.FromHexString(peer.GetProperty("compact").GetString()![2..]);
            CollectionAssert.AreEqual(s.Account.Address.ToBytes(), Ecdsa.RecoverAddress(s.Digest.ToBytes(), theirs));
        });

    [TestMethod]
    public void Eip712_BothTypes_AgreesWithEthers() =>
        Each("typed", Asked.Typed, (t, peer) =>
            Assert.AreEqual(peer.GetProperty("digest").GetString(), Hex(t.Digest)));

    [TestMethod]
    public void Transaction_RandomFields_AgreesWithEthersBothWays() =>
        Each("transaction", Asked.Transactions, (t, peer) =>
        {
            Assert.AreEqual(peer.GetProperty("digest").GetString(), t.Transaction.Digest().ToString());
            Assert.AreEqual(peer.GetProperty("raw").GetString(), Hex(t.Signed.Raw));
            Assert.AreEqual(peer.GetProperty("hash").GetString(), t.Signed.Hash.ToString());
            Assert.AreEqual(t.Signed.Hash.ToString(), peer.GetProperty("readHash").GetString());
            Assert.AreEqual(t.Sender.Account.Address.ToString(), peer.GetProperty("readFrom").GetString());
        });

    [TestMethod]
    public void FleetTree_FleetsOfManySizes_AgreesWithOpenZeppelinBothWays() =>
        Each("fleet", Asked.Fleets, (f, peer) =>
        {
            Assert.AreEqual(peer.GetProperty("root").GetString(), f.Tree.Root.ToString());
            CollectionAssert.AreEqual(
                peer.GetProperty("proof").EnumerateArray().Select(p => p.GetString()).ToArray(),
                f.Tree.Proof(f.Index).Select(p => p.ToString()).ToArray());
            Assert.IsTrue(peer.GetProperty("accepted").GetBoolean());
        });

    [TestMethod]
    public void Create2_EscrowAndRandomCode_AgreesWithEthers() =>
        Each("create2", Asked.Create2, (c, peer) =>
            Assert.AreEqual(
                peer.GetProperty("address").GetString(), DeploymentProxy.AddressOf(c.Salt, c.Code).ToString()));

    [TestMethod]
    public void EscrowAddress_IsThatOfItsCode() => Assert.AreEqual(
        _answers.GetProperty("create2")[0].GetProperty("address").GetString(), EscrowDeployment.Address.ToString());

    [TestMethod]
    public void DeploymentProxy_ItsTransaction_IsWhatEthersReads() =>
        Each("keyless", [DeploymentProxy.RawTransaction], (_, peer) =>
        {
            Assert.AreEqual(peer.GetProperty("from").GetString(), DeploymentProxy.Creator.ToString());
            Assert.AreEqual(peer.GetProperty("creates").GetString(), DeploymentProxy.Address.ToString());
            Assert.AreEqual(peer.GetProperty("cost").GetString(), DeploymentProxy.CreationCost.ToString());
            Assert.AreEqual("0", peer.GetProperty("chainId").GetString());
        });

    [TestMethod]
    public void Encode_CallsOfTheEscrow_AgreesWithEthers() =>
        Each("call", Asked.Calls, (c, peer) =>
            Assert.AreEqual(peer.GetProperty("data").GetString(), Hex(EscrowAbi.Encode(c.Call)), c.Name));

    [TestMethod]
    public void Decode_EventsOfTheEscrow_AgreesWithEthers() =>
        Each("log", Asked.Logs, (l, peer) =>
        {
            EscrowEvent? read = EscrowAbi.Decode(new LogEntry(
                default,
                [.. peer.GetProperty("topics").EnumerateArray().Select(topic => Hash32.Parse(topic.GetString()!))],
                Convert.FromHexString(peer.GetProperty("data").GetString()![2..]),
                default));
            Assert.AreEqual(EscrowCases.Say(l.Event), EscrowCases.Say(read!));
        });

    private static void Each<T>(string name, T[] cases, Action<T, JsonElement> check)
    {
        JsonElement answers = _answers.GetProperty(name);
        Assert.AreEqual(cases.Length, answers.GetArrayLength());
        Assert.IsNotEmpty(cases);
        for (int i = 0; i < cases.Length; i++) check(cases[i], answers[i]);
    }

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);
}

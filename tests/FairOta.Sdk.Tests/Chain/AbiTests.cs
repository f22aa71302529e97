using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

[TestClass]
public sealed class AbiTests
{
    /// <summary>sam("dave", true, [1, 2, 3]) of the Solidity documentation, "Contract ABI Specification".</summary>
    [TestMethod]
    public void Call_ExampleOfTheSpecification_Agrees()
    {
        byte[] call = new AbiWriter().Text("dave").UInt(1).Array<BigInteger>([1, 2, 3], (w, x) => w.UInt(x))
            .Call("sam(bytes,bool,uint256[])");
        AssertWords(
            "a5643bf2", call,
            "60", "1", "a0", "4", "64617665".PadRight(64, '0'), "3", "1", "2", "3");
    }

    /// <summary>g([[1, 2], [3]], ["one", "two", "three"]) of the same document: offsets within arrays.</summary>
    [TestMethod]
    public void Call_NestedDynamicArraysOfTheSpecification_Agrees()
    {
        byte[] call = new AbiWriter()
            .Array<BigInteger[]>([[1, 2], [3]], (w, inner) => w.Array(inner, (v, x) => v.UInt(x)))
            .Array<string>(["one", "two", "three"], (w, text) => w.Text(text))
            .Call("g(uint256[][],string[])");
        static string Text(string hex) => hex.PadRight(64, '0');
        AssertWords(
            "2289b18c", call,
            "40", "140", "2", "40", "a0", "2", "1", "2", "1", "3",
            "3", "60", "a0", "e0", "3", Text("6f6e65"), "3", Text("74776f"), "5", Text("7468726565"));
    }

    [TestMethod]
    public void UInt_Above256Bits_Throws() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AbiWriter().UInt(BigInteger.Pow(2, 256)));

    [TestMethod]
    public void Reader_WhatTheWriterWrote_ReadsBack()
    {
        var address = Address.Parse("0102030405060708090a0b0c0d0e0f1011121314");
        var hash = Hash32.Parse(new string('7', 64));
        byte[] data = new AbiWriter().UInt(5).Text("käse").Address(address)
            .Array<uint>([8, 9], (w, x) => w.UInt(x)).Bytes32(hash).UInt(1).ToArray();
        var reader = new AbiReader(data);
        Assert.AreEqual(5u, reader.UInt32());
        Assert.AreEqual("käse", reader.Text());
        Assert.AreEqual(address, reader.Address());
        CollectionAssert.AreEqual(new uint[] { 8, 9 }, reader.Array(r => r.UInt32()).ToArray());
        Assert.AreEqual(hash, reader.Bytes32());
        Assert.IsTrue(reader.Bool());
    }

    [TestMethod]
    public void Reader_DataEndsWithinAWord_IsRefused()
    {
        var reader = new AbiReader(new byte[63]);
        reader.Bytes32();
        Assert.ThrowsExactly<AbiException>(() => reader.Bytes32());
    }

    [TestMethod]
    public void Reader_NumbersOutOfRange_AreRefusedOrSaturate()
    {
        byte[] large = new AbiWriter().UInt(BigInteger.Pow(2, 200)).ToArray();
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(large).UInt32());
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(large).Address());
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(large).Text());
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(new AbiWriter().UInt(2).ToArray()).Bool());
    }

    [TestMethod]
    public void Time_BeyondTheLastOne_ReadsAsTheLast()
    {
        foreach (BigInteger time in new[] { AbiReader.LastTime, ulong.MaxValue, BigInteger.Pow(2, 200) })
            Assert.AreEqual(AbiReader.LastTime, new AbiReader(new AbiWriter().UInt(time).ToArray()).Time());
        Assert.AreEqual(5, new AbiReader(new AbiWriter().UInt(5).ToArray()).Time());
    }

    [TestMethod]
    [DataRow(64, 1)] // the tail's length lies outside
    [DataRow(32, 2)] // more elements than there are words
    [DataRow(32, int.MaxValue)]
    [DataRow(int.MaxValue, 1)]
    public void Reader_OffsetOrLengthPointsOutside_IsRefused(int offset, int length)
    {
        byte[] data = new AbiWriter().UInt(offset).UInt(length).ToArray();
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(data).Array(r => r.Bytes32()));
        Assert.ThrowsExactly<AbiException>(() => new AbiReader(data).Text());
    }

    [TestMethod]
    public void Text_NoUtf8_ReadsAsReplacements()
    {
        byte[] data = [.. new AbiWriter().UInt(32).UInt(2).ToArray(), 0xff, 0xfe, .. new byte[30]];
        Assert.AreEqual("\ufffd\ufffd", new AbiReader(data).Text());
    }

    [TestMethod]
    public void EscrowAbi_Signatures_AreThoseOfTheCompiledContract()
    {
        foreach ((string kind, Type constants) in new[]
            { ("function", typeof(EscrowAbi.Functions)), ("event", typeof(EscrowAbi.Events)) })
        {
            string[] compiled = [.. EscrowArtifact.Instance.Abi
                .Where(entry => entry.GetProperty("type").GetString() == kind)
                .Select(Signature)
                .Where(signature => signature is not ("eip712Domain()" or "EIP712DomainChanged()"))];
            string[] known = [.. constants.GetFields().Select(field => (string)field.GetRawConstantValue()!)];
            CollectionAssert.AreEquivalent(compiled, known);
        }
    }

    [TestMethod]
    public void Explain_CustomErrorOfTheEscrow_NamesItAndItsArguments()
    {
        byte[] data = new AbiWriter().UInt(1000).UInt(7).Call("WrongValue(uint256,uint256)");
        (string name, IReadOnlyDictionary<string, string> arguments) =
            AbiError.Explain(data, EscrowArtifact.Instance.Errors);
        Assert.AreEqual("WrongValue", name);
        Assert.AreEqual("1000", arguments["expected"]);
        Assert.AreEqual("7", arguments["got"]);
    }

    [TestMethod]
    public void Explain_SoliditysOwnErrors_AreKnown()
    {
        var none = new Dictionary<uint, AbiError>();
        var panic = AbiError.Explain(new AbiWriter().UInt(0x11).Call("Panic(uint256)"), none);
        Assert.AreEqual(("Panic", "17"), (panic.Name, panic.Arguments["code"]));
        var error = AbiError.Explain(new AbiWriter().Text("no").Call("Error(string)"), none);
        Assert.AreEqual(("Error", "no"), (error.Name, error.Arguments["message"]));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("4e487b")]
    [DataRow("deadbeef")]
    [DataRow("4e487b71")] // Panic without its code
    public void Explain_AnythingElse_KeepsTheBytes(string hex)
    {
        var explained = AbiError.Explain(Convert.FromHexString(hex), EscrowArtifact.Instance.Errors);
        Assert.AreEqual("unknown", explained.Name);
        Assert.AreEqual("0x" + hex, explained.Arguments["data"]);
    }

    private static string Signature(JsonElement entry) =>
        $"{entry.GetProperty("name").GetString()}({Types(entry.GetProperty("inputs"))})";

    private static string Types(JsonElement inputs) => string.Join(',', inputs.EnumerateArray().Select(input =>
    {
        string type = input.GetProperty("type").GetString()!;
        return type.StartsWith("tuple", StringComparison.Ordinal)
            ? $"({Types(input.GetProperty("components"))}){type["tuple".Length..]}"
            : type;
    }));

    private static void AssertWords(string selector, byte[] call, params string[] words) =>
        Assert.AreEqual(
            selector + string.Concat(words.Select(word => word.PadLeft(64, '0'))), Convert.ToHexStringLower(call));
}

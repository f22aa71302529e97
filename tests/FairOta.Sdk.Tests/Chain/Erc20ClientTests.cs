using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Chain;

/// <summary>Tokens that answer what they should, and what no token should.</summary>
[TestClass]
public sealed class Erc20ClientTests
{
    private static readonly Address Token = Address.Parse(new string('7', 40));
    private readonly FakeNode _node = new();
    private readonly Dictionary<string, Func<byte[]>> _functions = new()
    {
        ["decimals()"] = () => Word(6),
        ["symbol()"] = () => Text("USDC"),
        ["balanceOf(address)"] = () => Word(5),
        ["allowance(address,address)"] = () => Word(7),
    };

    public Erc20ClientTests()
    {
        _node["eth_getCode"] = _ => "0x60";
        _node["eth_call"] = parameters =>
        {
            var call = (JsonObject)parameters[0]!;
            Assert.AreEqual(Token.ToString(), (string)call["to"]!);
            uint selector = Convert.ToUInt32(((string)call["data"]!)[2..10], 16);
            KeyValuePair<string, Func<byte[]>> asked =
                _functions.SingleOrDefault(f => AbiSignature.Selector(f.Key) == selector);
            return Quantity.Format(asked.Value?.Invoke() ?? []);
        };
    }

    private Erc20Client Client => new(new EthereumNode(_node), Token);

    [TestMethod]
    public async Task Reading_AToken_GivesUnitBalanceAndAllowance()
    {
        Assert.AreEqual(new TokenUnit(Token, "USDC", 6), await Client.GetUnitAsync());
        Assert.AreEqual(5, await Client.GetBalanceAsync(default));
        Assert.AreEqual(7, await Client.GetAllowanceAsync(default, default));
    }

    [TestMethod]
    public async Task GetUnit_NoContract_IsRefused()
    {
        _node["eth_getCode"] = _ => "0x";
        var refusal = await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetUnitAsync());
        StringAssert.Contains(refusal.Message, Token.ToString());
    }

    /// <summary>Geth's code of today, and how it and others reported the same before.</summary>
    [TestMethod]
    [DataRow(3, "execution reverted")]
    [DataRow(-32000, "execution reverted")]
    public async Task GetUnit_WithoutTheOptionalFunctions_HasNoSymbolAndNoDecimals(int code, string message)
    {
        _functions.Remove("decimals()");
        _functions["symbol()"] = () => throw new JsonRpcException("eth_call", code, message, []);
        Assert.AreEqual(new TokenUnit(Token, null, 0), await Client.GetUnitAsync());
    }

    /// <summary>Guessed decimals would move the point: what is no answer of the token's is none at all.</summary>
    [TestMethod]
    public async Task GetUnit_NodeRefusesToAsk_IsTheNodesError()
    {
        _functions["decimals()"] = () => throw new JsonRpcException("eth_call", -32005, "limit exceeded", []);
        await Assert.ThrowsExactlyAsync<JsonRpcException>(() => Client.GetUnitAsync());
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(36)]
    public async Task GetUnit_DecimalsWithinBounds_AreTaken(int decimals)
    {
        _functions["decimals()"] = () => Word(decimals);
        Assert.AreEqual(decimals, (await Client.GetUnitAsync()).Decimals);
    }

    [TestMethod]
    public async Task GetUnit_DecimalsOutOfBounds_AreRefused()
    {
        foreach (BigInteger decimals in new[] { 37, 255, BigInteger.Pow(2, 255) })
        {
            _functions["decimals()"] = () => Word(decimals);
            var refusal = await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetUnitAsync());
            StringAssert.Contains(refusal.Message, decimals.ToString());
        }
        _functions["decimals()"] = () => new byte[31];
        await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetUnitAsync());
    }

    [TestMethod]
    public async Task GetUnit_SymbolOf32Bytes_IsRead()
    {
        _functions["symbol()"] = () => Encoding.ASCII.GetBytes("MKR".PadRight(32, '\0'));
        Assert.AreEqual("MKR", (await Client.GetUnitAsync()).Symbol);
    }

    [TestMethod]
    [DataRow("USD₮0")]
    [DataRow("A1-b.c$")]
    [DataRow("1INCH")]
    [DataRow("1234567890123456789012345678901X")]
    public async Task GetUnit_SymbolThatCanBeShown_IsTaken(string symbol)
    {
        _functions["symbol()"] = () => Text(symbol);
        Assert.AreEqual(symbol, (await Client.GetUnitAsync()).Symbol);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("US DC")]
    [DataRow("USDC\n")]
    [DataRow("\u001b[2J")]
    [DataRow("\u202eCDSU")]
    [DataRow("\ud83d")]
    [DataRow("12345678901234567890123456789012X")]
    [DataRow("000")]
    [DataRow(",50")]
    [DataRow("ETH")]
    [DataRow("eth")]
    public async Task GetUnit_SymbolThatCannotBeShown_IsNone(string symbol)
    {
        _functions["symbol()"] = () => new AbiWriter().UInt(32).UInt(Encoding.UTF8.GetByteCount(symbol)).ToArray()
            .Concat(Encoding.UTF8.GetBytes(symbol)).ToArray();
        TokenUnit unit = await Client.GetUnitAsync();
        Assert.IsNull(unit.Symbol);
        Assert.AreEqual($"1 token {Token}", unit.Format(1_000_000));
    }

    [TestMethod]
    public async Task Reading_AnswersOfAnyLength_IsBounded()
    {
        foreach (string function in new[] { "symbol()", "decimals()" })
        {
            _functions[function] = () => new byte[1025];
            await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetUnitAsync());
        }
        _functions["balanceOf(address)"] = () => new byte[1025];
        await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetBalanceAsync(default));
    }

    [TestMethod]
    public async Task Reading_WhatIsNoToken_SaysSo()
    {
        _functions["symbol()"] = () => new AbiWriter().UInt(1 << 20).UInt(5).ToArray();
        await Assert.ThrowsExactlyAsync<TokenException>(() => Client.GetUnitAsync());
        _functions.Clear();
        foreach (Func<Task> ask in new Func<Task>[]
            { () => Client.GetBalanceAsync(default), () => Client.GetAllowanceAsync(default, default) })
        {
            var refusal = await Assert.ThrowsExactlyAsync<TokenException>(ask);
            StringAssert.Contains(refusal.Message, "is no ERC-20 token");
        }
    }

    [TestMethod]
    public async Task Approve_WithoutAWallet_IsAFaultOfTheCaller() =>
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Client.ApproveAsync(default, 1));

    [TestMethod]
    public async Task Approve_Refused_SendsNothing()
    {
        using var wallet = new Wallet(new EthereumNode(_node), new PrivateKeyAccount([.. new byte[31], 1]));
        _node["eth_estimateGas"] = _ => throw new JsonRpcException("eth_estimateGas", 3, "execution reverted", []);
        var client = new Erc20Client(new EthereumNode(_node), Token, wallet);
        await Assert.ThrowsExactlyAsync<TokenException>(() => client.ApproveAsync(default, 1));
        Assert.IsFalse(_node.Calls.Any(call => call.Method == "eth_sendRawTransaction"));
    }

    [TestMethod]
    [DataRow("2.5", 6, "2500000", "2.5")]
    [DataRow("2", 6, "2000000", "2")]
    [DataRow("0.000001", 6, "1", "0.000001")]
    [DataRow("007.10", 2, "710", "7.1")]
    [DataRow("12", 0, "12", "12")]
    [DataRow("0", 18, "0", "0")]
    public void Unit_Amount_IsReadAndWrittenExactly(string text, int decimals, string amount, string written)
    {
        var unit = new TokenUnit(Token, "COIN", decimals);
        Assert.AreEqual(BigInteger.Parse(amount), unit.Parse(text));
        Assert.AreEqual(written + " COIN", unit.Format(unit.Parse(text)));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(".")]
    [DataRow("1.")]
    [DataRow(".5")]
    [DataRow("1.2.3")]
    [DataRow("-1")]
    [DataRow("+1")]
    [DataRow("1e3")]
    [DataRow("1,5")]
    [DataRow(" 1")]
    [DataRow("1.2345678")]
    [DataRow("1000000000000000000000000000000000000000000000000000000000000000000000000")]
    public void Unit_WhatIsNoAmount_IsRefused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => new TokenUnit(Token, "COIN", 6).Parse(text));

    [TestMethod]
    public void Unit_Ether_HasNoAddress() =>
        Assert.AreEqual("0.01 ETH", TokenUnit.Ether.Format(BigInteger.Pow(10, 16)));

    private static byte[] Word(BigInteger value) => new AbiWriter().UInt(value).ToArray();

    private static byte[] Text(string text) => new AbiWriter().Text(text).ToArray();
}

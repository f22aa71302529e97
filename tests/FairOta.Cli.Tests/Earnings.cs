using System;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>What a distributor does with its earnings, while it runs and afterwards.</summary>
internal static class Earnings
{
    private static readonly Address Owner = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    /// <summary>The books can be read and show the delivery, and nobody else may send for the account.</summary>
    public static async Task CheckRunningAsync(Desk desk, Address token, BigInteger reward)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        JsonNode books;
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            books = await BooksAsync(desk);
        }
        while (books["earned"]!.AsArray().Count == 0 || (int)books["pending"]! > 0);
        JsonNode earned = books["earned"]!.AsArray().Single()!;
        Assert.AreEqual(1, (int)earned["deliveries"]!);
        Assert.AreEqual(reward.ToString(), (string)earned["amount"]!);
        Assert.AreEqual(token.IsZero ? null : token.ToString(), (string?)earned["token"]);
        Assert.AreEqual(token.IsZero ? reward.ToString() : "0", (string)books["earnedWei"]!);
        string[] sent = [.. books["transactions"]!.AsArray().Select(t => (string)t!["what"]!).Order()];
        CollectionAssert.AreEqual(new[] { "announce", "reserve", "reveal" }, sent);

        Outcome refused = await WithdrawAsync(desk, "--yes");
        Assert.AreEqual(ExitCodes.Usage, refused.Code, refused.ToString());
        StringAssert.Contains(refused.Error, "end that one first");
    }

    /// <summary>All but what stays is sent, to the wei.</summary>
    public static async Task CheckEndedAsync(Desk desk, AnvilProcess anvil, Address account, Address token)
    {
        JsonNode before = await BooksAsync(desk);
        BigInteger spent = Number(before, "feesWei");
        BigInteger held = await anvil.Node.GetBalanceAsync(account);
        BigInteger earned = token.IsZero ? Number(before, "earnedWei") : 0;
        Assert.AreEqual(BigInteger.Pow(10, 18) + earned - spent, held, "The books are not the chain's to the wei.");

        Outcome unasked = await WithdrawAsync(desk, "--keep 0.1eth");
        Assert.AreEqual(ExitCodes.Usage, unasked.Code, unasked.ToString());
        StringAssert.Contains(unasked.Error, "pass --yes to agree");
        Outcome nothing = await WithdrawAsync(desk, "--yes --keep 5eth");
        Assert.AreEqual(ExitCodes.Refused, nothing.Code, nothing.ToString());
        StringAssert.Contains(nothing.Error, "nothing to withdraw");

        string options = token.IsZero ? "--yes --keep 0.1eth" : $"--yes --token {token}";
        Outcome done = await WithdrawAsync(desk, options);
        Assert.AreEqual(ExitCodes.Done, done.Code, done.ToString());
        BigInteger amount = Number(done.Json, "amount");
        Assert.AreEqual(
            amount,
            token.IsZero
                ? await anvil.Node.GetBalanceAsync(Owner)
                : await new Erc20Client(anvil.Node, token).GetBalanceAsync(Owner));
        BigInteger left = await anvil.Node.GetBalanceAsync(account);
        Assert.AreEqual(held - Number(done.Json, "fee") - (token.IsZero ? amount : 0), left);
        if (token.IsZero) Assert.IsGreaterThanOrEqualTo(BigInteger.Pow(10, 17), left);

        JsonNode books = await BooksAsync(desk);
        Assert.AreEqual(spent + Number(done.Json, "fee"), Number(books, "feesWei"));
        Assert.AreEqual("withdraw", (string)books["transactions"]!.AsArray().Last()!["what"]!);
        Outcome lines = await desk.RunAsync("distributor books --data", desk.Path("distributor"));
        StringAssert.Contains(lines.Output, "earned   1 deliveries");
    }

    private static BigInteger Number(JsonNode json, string name) => BigInteger.Parse((string)json[name]!);

    private static async Task<JsonNode> BooksAsync(Desk desk)
    {
        Outcome books = await desk.RunAsync("distributor books --json --data", desk.Path("distributor"));
        Assert.AreEqual(ExitCodes.Done, books.Code, books.ToString());
        return books.Json;
    }

    private static Task<Outcome> WithdrawAsync(Desk desk, string options) => desk.RunAsync(
        $"distributor withdraw --json --to {Owner} {options} --account", desk.Path("distributor.json"),
        "--data", desk.Path("distributor"));
}

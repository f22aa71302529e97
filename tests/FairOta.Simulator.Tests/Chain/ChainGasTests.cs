using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Ledger;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>The table of gas against what was measured of the contract.</summary>
[TestClass]
public sealed class ChainGasTests
{
    private const double Tolerance = 0.03;
    private static readonly Address Vendor = ChainStage.Vendor.Address;
    private static readonly Address Distributor = ChainStage.Distributors[0].Address;
    private static readonly Address Token = Address.FromBytes([.. new byte[19], 9]);
    private static readonly Hash32 Manifest = Hash32.FromBytes([.. new byte[31], 1]);
    private static readonly ReleaseId Release = ReleaseId.Of(Vendor, Manifest);
    private static readonly Dictionary<string, (long Gas, int DataBytes)> Snapshot = Read();

    public static IEnumerable<object[]> Batches =>
        from name in Snapshot.Keys
        where name.Split(' ') is ["claim" or "reserve" or "reveal" or "expire", ..]
        select new object[] { name };

    [TestMethod]
    [DynamicData(nameof(Batches))]
    public void Gas_OfABatch_IsAboutWhatWasMeasured(string name)
    {
        string[] words = name.Replace(",", "", StringComparison.Ordinal).Split(' ');
        int count = int.Parse(words[1], CultureInfo.InvariantCulture);
        uint[] places = [.. Enumerable.Range(0, count).Select(i => (uint)i * LedgerPlaces.OfAWord)];
        SimState state = Begin(words[3] == "token", isFirst: words[^1] == "first");
        LedgerPlaces taken = state.Rules.Release(Release)!.Tranches[0].Taken;
        if (words[2] == "touched") taken.UnionWith(places.Select(place => place + 1));
        (long measured, int dataBytes) = Snapshot[name];

        Address sender = words[^1] == "stranger" ? Vendor : Distributor;
        long gas = GasTable.Of(sender, Call(words[0], places), dataBytes, state);

        // What an expiry gives back for words that nothing is left in is not in the table.
        if (words[0] == "expire" && words[2] == "fresh") Assert.IsGreaterThanOrEqualTo(measured, gas);
        else Assert.AreEqual(measured, gas, measured * Tolerance);
    }

    [TestMethod]
    [DataRow("createRelease, ETH, 2^20 devices", "createRelease", false, false, 0)]
    [DataRow("createRelease, ETH, URL of 120 bytes", "createRelease", false, false, 120)]
    [DataRow("createRelease, token, the first", "createRelease", true, true, 0)]
    [DataRow("createRelease, token", "createRelease", true, false, 0)]
    [DataRow("addTranche, ETH", "addTranche", false, false, 0)]
    [DataRow("addTranche, token", "addTranche", true, false, 0)]
    [DataRow("announce", "announce", false, false, 20)]
    [DataRow("announce, URL of 120 bytes", "announce", false, false, 120)]
    [DataRow("reclaim, ETH", "reclaim", false, false, 0)]
    [DataRow("reclaim, token", "reclaim", true, false, 0)]
    public void Gas_OfASingleCall_IsAboutWhatWasMeasured(
        string name, string call, bool inToken, bool isFirst, int urlBytes)
    {
        string url = new('a', urlBytes);
        EscrowCall made = call switch
        {
            "createRelease" =>
                new CreateRelease(Manifest, 1, 1, url, Manifest, 1) { Token = inToken ? Token : default },
            "addTranche" => new AddTranche(Manifest, Manifest, 1, 1),
            "announce" => new Announce(url),
            _ => new Reclaim(Manifest),
        };
        SimState state = Begin(inToken, isFirst);
        if (isFirst) state.Vault.Token(Token)!.Transfer(state.Vault.Escrow, Vendor, 1000);

        (long measured, int dataBytes) = Snapshot[name];

        Assert.AreEqual(measured, GasTable.Of(Vendor, made, dataBytes, state), measured * Tolerance);
    }

    [TestMethod]
    public void Gas_OfABatchThatReverts_IsLessThanThatOfOneThatSucceeds()
    {
        SimState state = Begin(inToken: false, isFirst: false);
        foreach (string name in (string[])["reserve", "claim", "reveal"])
        {
            EscrowCall call = Call(name, [0, 1, 2]);
            int dataBytes = Snapshot[name + " 10, fresh, ETH"].DataBytes;
            Assert.IsInRange(
                GasTable.Idle, GasTable.Of(Distributor, call, dataBytes, state), GasTable.OfRevert(call, dataBytes));
        }
    }

    private static EscrowCall Call(string name, uint[] places)
    {
        Delivery[] deliveries = [.. places.Select(place => new Delivery(place, Vendor, 0, new byte[64], []))];
        Hash32[] keys = [.. places.Select(_ => Manifest)];
        Reservation reservation = new(
            Release, 0, Distributor, 0, [.. places.Select(place => new Accepted(place, Vendor, Vendor))]);
        return name switch
        {
            "claim" => new Claim(Release, 0, deliveries, keys),
            "reserve" => new Reserve(Release, 0, deliveries),
            "reveal" => new Reveal(reservation, keys),
            _ => new Expire(reservation),
        };
    }

    /// <summary>A release of 1,000 units.</summary>
    private static SimState Begin(bool inToken, bool isFirst)
    {
        SimState state = SimState.Begin(new SimChainOptions());
        LedgerToken token = new(Token);
        token.Mint(Vendor, 1000);
        if (!isFirst) token.Mint(Distributor, 1);
        token.Approve(Vendor, state.Vault.Escrow, 1000);
        state.Vault.Add(token);
        state.Vault.Ether.Add(Vendor, 1000);
        CreateRelease create = new(Manifest, 1, 7 * ChainStage.Day, "", Manifest, 1000)
        {
            Token = inToken ? Token : default,
        };
        state.Rules.Decide(Vendor, create, create.Value, 0).Commit();
        return state;
    }

    private static Dictionary<string, (long Gas, int DataBytes)> Read()
    {
        string file = Path.Combine(RepositoryRoot.Path, "contracts", "snapshots", "gas.json");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        return json.RootElement.EnumerateObject().Where(each => each.Value.TryGetProperty("calldataBytes", out _))
            .ToDictionary(
                each => each.Name,
                each => (each.Value.GetProperty("gas").GetInt64(), each.Value.GetProperty("calldataBytes").GetInt32()));
    }
}

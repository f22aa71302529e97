using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Gas.Tests;

/// <summary>Every call of the escrow, and beside it what others take, on one chain.</summary>
internal sealed class Measurements
{
    private const string Url = "https://vendor.example/x", LongestUrl = Url + "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        + "/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/ccccccccccccccccccccccccccccccc";

    private const string Ether = "ETH";
    private const long Hour = 3600;
    private static readonly int[] Batches = [1, 10, 100];

    private readonly PrivateKeyAccount _vendor = Names.Account("vendor"), _distributor = Names.Account("distributor");
    private readonly PrivateKeyAccount _other = Names.Account("other distributor");
    private readonly PrivateKeyAccount _stranger = Names.Account("stranger");
    private readonly List<Measurement> _all = [];
    private readonly Fleet _fleet = new();
    private readonly GasChain _chain;
    private Address _escrow;
    private byte[] _domain = [];

    private Measurements(GasChain chain) => _chain = chain;

    /// <summary>Measures everything.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using GasChain chain = await GasChain.StartAsync();
        Measurements run = new(chain);
        foreach (IAccount account in new[] { run._vendor, run._distributor, run._other, run._stranger })
            await chain.FundAsync(account);
        run._escrow = await chain.CreateAsync(run._vendor, EscrowArtifact.Instance.Bytecode);
        run._domain = Eip712.Domain(await chain.Node.GetChainIdAsync(), run._escrow.ToBytes());
        Address token = await chain.CreateAsync(run._vendor, PeerContracts.Token(BigInteger.Pow(2, 128)));
        await chain.SendAsync(run._vendor, token, PeerContracts.Approve(run._escrow, BigInteger.Pow(2, 128)));

        await run.ReleasesAsync(token);
        await run.DeliveriesAsync(new Currency(Ether, default));
        await run.DeliveriesAsync(new Currency("token", token));
        await run.PeerAsync(token);
        return run._all;
    }

    private async Task ReleasesAsync(Address token)
    {
        Currency eth = new(Ether, default), erc20 = new("token", token);
        Hash32 root = _fleet.Tree.Root;
        await MeasureAsync("createRelease, ETH, 1 device", _vendor, eth.Release("a", root, 1, Url));
        await MeasureAsync("createRelease, ETH, 2^20 devices", _vendor, eth.Release("b", root, Fleet.LargestSize, Url));
        await MeasureAsync("createRelease, ETH, 2^32-1 devices", _vendor, eth.Release("c", root, uint.MaxValue, Url));
        await MeasureAsync(
            "createRelease, ETH, URL of 120 bytes", _vendor, eth.Release("d", root, Fleet.LargestSize, LongestUrl));
        await MeasureAsync(
            "createRelease, token, the first", _vendor, erc20.Release("e", root, Fleet.LargestSize, Url));
        await MeasureAsync("createRelease, token", _vendor, erc20.Release("f", root, Fleet.LargestSize, Url));
        await MeasureAsync("addTranche, ETH", _vendor, eth.Tranche("b", root, Fleet.LargestSize));
        await MeasureAsync("addTranche, token", _vendor, erc20.Tranche("f", root, Fleet.LargestSize));
        await MeasureAsync("announce", _distributor, new Announce(Url));
        await MeasureAsync("announce, URL of 120 bytes", _distributor, new Announce(LongestUrl));
        await _chain.AsideAsync(async () =>
        {
            await _chain.SkipToAsync(GasChain.Beginning + 31 * 24 * Hour);
            await MeasureAsync("reclaim, ETH", _vendor, new Reclaim(Names.Secret("b")));
            await MeasureAsync("reclaim, token", _vendor, new Reclaim(Names.Secret("f")));
        });
    }

    private async Task DeliveriesAsync(Currency currency)
    {
        string manifest = "release in " + currency.Name;
        await SendAsync(_vendor, currency.Release(manifest, _fleet.Tree.Root, Fleet.LargestSize, Url));
        ReleaseId release = ReleaseId.Of(_vendor.Address, Names.Secret(manifest));
        Claim batch = _fleet.Claim(_domain, release, _fleet.Places, _distributor.Address);
        Claim neighbours = _fleet.Claim(_domain, release, _fleet.Neighbours, _other.Address);
        if (!currency.Token.IsZero)
        {
            await PaymentsAsync("token, the first", Fleet.First(batch, 1), "fresh");
            await _chain.SendAsync(_vendor, currency.Token, PeerContracts.Transfer(_distributor.Address, 1));
        }
        foreach (int count in Batches) await PaymentsAsync(currency.Name, Fleet.First(batch, count), "fresh");
        await SendAsync(_other, neighbours);
        foreach (int count in Batches) await PaymentsAsync(currency.Name, Fleet.First(batch, count), "touched");
        if (currency.Token.IsZero) await FloorAsync(batch);
    }

    /// <summary>What can become of a batch.</summary>
    private async Task PaymentsAsync(string currency, Claim batch, string words)
    {
        string which = $"{batch.Deliveries.Count}, {words}, {currency}";
        await _chain.AsideAsync(() => MeasureAsync($"claim {which}", _distributor, batch));
        await _chain.AsideAsync(async () =>
        {
            Reserve reserve = new(batch.Release, batch.Tranche, batch.Deliveries);
            TransactionReceipt receipt = await MeasureAsync($"reserve {which}", _distributor, reserve);
            Reservation reservation = receipt.Logs.Select(EscrowAbi.Decode).OfType<Reserved>().Single().Reservation;
            Reveal reveal = new(reservation, batch.Keys);
            await _chain.AsideAsync(() => MeasureAsync($"reveal {which}", _distributor, reveal));
            if (currency != Ether) return;
            await _chain.AsideAsync(() => MeasureAsync($"reveal {which}, by a stranger", _stranger, reveal));
            await _chain.SkipToAsync(reservation.Expiry + 1);
            await MeasureAsync($"expire {which}", _distributor, new Expire(reservation));
        });
    }

    /// <summary>Uniswap's merkle-distributor: cold where neither the word of its bitmap nor the receiver's balance was
    /// touched, packed where both were.</summary>
    private async Task PeerAsync(Address token)
    {
        (int place, int neighbour) = (_fleet.Places[0], _fleet.Neighbours[0]);
        PeerTree tree = new(_fleet, place, neighbour, Currency.Reward);
        Address peer = await _chain.CreateAsync(_vendor, PeerContracts.Distributor(token, tree.Root));
        BigInteger all = Fleet.LargestSize * (BigInteger)Currency.Reward;
        await _chain.SendAsync(_vendor, token, PeerContracts.Transfer(peer, all));
        await ClaimAsync("merkle-distributor, cold", neighbour);
        await _chain.SendAsync(_vendor, token, PeerContracts.Transfer(_fleet.List[place], 1));
        await ClaimAsync("merkle-distributor, packed", place);

        async Task ClaimAsync(string name, int index)
        {
            PrivateKeyAccount device = _fleet.Account(index);
            await _chain.FundAsync(device);
            byte[] call = PeerContracts.Claim(tree, index, device.Address, Currency.Reward);
            await MeasureAsync(name, device, peer, call, deliveries: 1, nodes: tree.Proof(index).Count);
        }
    }

    /// <summary>See <see cref="Floor"/>.</summary>
    private async Task FloorAsync(Claim batch)
    {
        Address floor = await _chain.CreateAsync(_distributor, Floor.CreationCode);
        foreach (int count in Batches)
        {
            Claim part = Fleet.First(batch, count);
            DeliveryBatch packed = DeliveryBatch.Pack(part.Deliveries, withCommitments: false);
            byte[] data =
            [
                .. packed.Deliveries.Zip(part.Keys, (d, key) => new[] { d.Terms, d.R, d.Vs, key })
                    .SelectMany(words => words).SelectMany(word => word.ToBytes()),
            ];
            await MeasureAsync($"floor {count}", _distributor, floor, data, count, nodes: 0);
        }
    }

    private Task<TransactionReceipt> SendAsync(IAccount from, EscrowCall call) =>
        _chain.SendAsync(from, _escrow, EscrowAbi.Encode(call), call.Value);

    private Task<TransactionReceipt> MeasureAsync(string name, IAccount from, EscrowCall call)
    {
        (int deliveries, int nodes) = call switch
        {
            Claim c => (c.Deliveries.Count, DeliveryBatch.Pack(c.Deliveries, withCommitments: false).Nodes.Count),
            Reserve c => (c.Deliveries.Count, DeliveryBatch.Pack(c.Deliveries, withCommitments: true).Nodes.Count),
            Reveal c => (c.Keys.Count, 0),
            Expire c => (c.Reservation.Deliveries.Count, 0),
            _ => (0, 0),
        };
        return MeasureAsync(name, from, _escrow, EscrowAbi.Encode(call), deliveries, nodes, call.Value);
    }

    private async Task<TransactionReceipt> MeasureAsync(
        string name, IAccount from, Address to, byte[] data, int deliveries, int nodes, BigInteger value = default)
    {
        TransactionReceipt receipt = await _chain.SendAsync(from, to, data, value);
        _all.Add(new Measurement(
            name, receipt.GasUsed, deliveries, nodes, data.Length,
            CalldataPrice.Floor7623(data), CalldataPrice.Floor7976(data)));
        return receipt;
    }
}

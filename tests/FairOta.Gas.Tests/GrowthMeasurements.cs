using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Gas.Tests;

/// <summary>Deliveries in ETH over the batch and over the fleet, and the plain transfers beside them.</summary>
internal sealed class GrowthMeasurements
{
    private const string Fresh = "fresh", Touched = "touched";
    private static readonly int[] Batches = [1, 2, 5, 10, 20, 50, 100, 150, 200, 300];

    private readonly PrivateKeyAccount _vendor = Names.Account("vendor"), _distributor = Names.Account("distributor");
    private readonly PrivateKeyAccount _other = Names.Account("other distributor");
    private readonly List<GrowthRow> _all = [];
    private readonly GasChain _chain;
    private Address _escrow;
    private byte[] _domain = [];

    private GrowthMeasurements(GasChain chain) => _chain = chain;

    /// <summary>Measures everything.</summary>
    public static async Task<IReadOnlyList<GrowthRow>> RunAsync()
    {
        await using GasChain chain = await GasChain.StartAsync();
        GrowthMeasurements run = new(chain);
        foreach (IAccount account in new[] { run._vendor, run._distributor, run._other })
            await chain.FundAsync(account);
        run._escrow = await chain.CreateAsync(run._vendor, EscrowArtifact.Instance.Bytecode);
        run._domain = Eip712.Domain(await chain.Node.GetChainIdAsync(), run._escrow.ToBytes());

        await run.TransfersAsync();
        Fleet largest = new(Fleet.LargestSize, Batches[^1]);
        await run.DeliveriesAsync(largest, Batches, Fresh, Touched);
        for (int size = 2; size < Fleet.LargestSize; size *= 4)
        {
            int signers = size >= 256 ? 100 : 1;
            await run.DeliveriesAsync(new Fleet(size, signers), new[] { 1, signers }.Distinct(), Touched);
        }

        return run._all;
    }

    private async Task TransfersAsync()
    {
        Address token = await _chain.CreateAsync(_vendor, PeerContracts.Token(BigInteger.Pow(2, 128)));
        byte[] transfer = PeerContracts.Transfer(_distributor.Address, Currency.Reward);
        Add("ether transfer", Touched, await _chain.SendAsync(_vendor, _distributor.Address, [], Currency.Reward));
        Add("token transfer", Fresh, await _chain.SendAsync(_vendor, token, transfer));
        Add("token transfer", Touched, await _chain.SendAsync(_vendor, token, transfer));

        void Add(string call, string words, TransactionReceipt receipt) =>
            _all.Add(new GrowthRow(call, words, 0, 1, receipt.GasUsed));
    }

    private async Task DeliveriesAsync(Fleet fleet, IEnumerable<int> batches, params string[] words)
    {
        string manifest = $"release to {fleet.List.Count} devices";
        CreateRelease create = new Currency("ETH", default)
            .Release(manifest, fleet.Tree.Root, (uint)fleet.List.Count, "https://vendor.example/x");
        await SendAsync(_vendor, create);
        ReleaseId release = ReleaseId.Of(_vendor.Address, Names.Secret(manifest));
        Claim batch = fleet.Claim(_domain, release, fleet.Places, _distributor.Address);
        foreach (string state in words)
        {
            if (state == Touched)
                await SendAsync(_other, fleet.Claim(_domain, release, fleet.Neighbours, _other.Address));
            foreach (int count in batches) await DeliverAsync(fleet.List.Count, Fleet.First(batch, count), state);
        }
    }

    private async Task DeliverAsync(int fleet, Claim batch, string words)
    {
        await _chain.AsideAsync(() => MeasureAsync("claim", batch));
        await _chain.AsideAsync(async () =>
        {
            var receipt = await MeasureAsync("reserve", new Reserve(batch.Release, batch.Tranche, batch.Deliveries));
            Reserved reserved = receipt.Logs.Select(EscrowAbi.Decode).OfType<Reserved>().Single();
            await MeasureAsync("reveal", new Reveal(reserved.Reservation, batch.Keys));
        });

        async Task<TransactionReceipt> MeasureAsync(string call, EscrowCall data)
        {
            TransactionReceipt receipt = await SendAsync(_distributor, data);
            _all.Add(new GrowthRow(call, words, fleet, batch.Deliveries.Count, receipt.GasUsed));
            return receipt;
        }
    }

    private Task<TransactionReceipt> SendAsync(IAccount from, EscrowCall call) =>
        _chain.SendAsync(from, _escrow, EscrowAbi.Encode(call), call.Value);
}

using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Simulator.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Tests.Chain;

/// <summary>A chain with a vendor, distributors and a fleet whose deliveries can be reserved and revealed.</summary>
internal sealed class ChainStage
{
    public const long Beginning = 1_800_000_000;
    public const long Day = 24 * 3600;
    public const long Validity = 20 * 3600;
    public static readonly BigInteger Ether = BigInteger.Pow(10, 18);
    public static readonly BigInteger Reward = BigInteger.Pow(10, 15);
    private static readonly Hash32 Manifest = Hash(1);

    private readonly List<PrivateKeyAccount> _devices;
    private readonly FleetTree _fleet;

    /// <summary>A chain on which everybody has ether.</summary>
    /// <param name="devices">Size of the fleet.</param>
    /// <param name="options">The chain; null for the defaults without others' transactions.</param>
    /// <param name="seed">Decides what is drawn.</param>
    public ChainStage(int devices = 4, SimChainOptions? options = null, ulong seed = 1)
    {
        Options = options ?? Quiet;
        Chain = new SimChain(Options, () => Now, new SimRandom(seed, "chain"));
        _devices = [.. Enumerable.Range(0, devices).Select(i => Account(1000 + i))];
        _fleet = new FleetTree(new FleetList([.. _devices.Select(device => device.Address)]));
        foreach (PrivateKeyAccount account in (PrivateKeyAccount[])[Vendor, .. Distributors])
            Chain.Credit(account.Address, 100 * Ether);
        Release = ReleaseId.Of(Vendor.Address, Manifest);
    }

    /// <summary>A chain where nobody else sends anything and nothing is lost.</summary>
    public static SimChainOptions Quiet { get; } = new() { Demand = 0, LossOnReorganisation = 0 };

    public static PrivateKeyAccount Vendor { get; } = Account(1);

    public static IReadOnlyList<PrivateKeyAccount> Distributors { get; } = [Account(2), Account(3), Account(4)];

    public SimChainOptions Options { get; }

    public SimChain Chain { get; }

    public ReleaseId Release { get; }

    public long Now { get; set; } = Beginning;

    public int Devices => _devices.Count;

    public Address Device(int device) => _devices[device].Address;

    public CreateRelease Create => new(Manifest, Reward, Beginning + (30 * Day), "", _fleet.Root, (uint)_fleet.Count);

    /// <summary>A block later.</summary>
    public SimBlock Mine()
    {
        Now += Options.BlockSeconds;
        Chain.Mine();
        return Chain.Head;
    }

    public void Mine(int blocks)
    {
        for (int i = 0; i < blocks; i++) Mine();
    }

    /// <summary>Makes the release.</summary>
    public async Task PublishAsync()
    {
        await Chain.As(Vendor.Address).SubmitAsync(Create);
        Mine();
    }

    /// <summary>The key of a device's package from a distributor.</summary>
    public static Hash32 Key(int device) => Hash(100_000 + device);

    public Delivery Delivery(Address distributor, int device, long? validUntil = null)
    {
        long until = validUntil ?? Beginning + Validity;
        var commitment = Address.FromBytes(Ecdsa.Address(Key(device).ToBytes()));
        byte[] digest = Eip712.ProofOfDistribution(
            Eip712.Domain(Chain.ChainId, Chain.Escrow.ToBytes()), Release.ToBytes(), distributor.ToBytes(),
            commitment.ToBytes(), until);
        return new Delivery(
            (uint)device, commitment, until, _devices[device].SignDigest(Hash32.FromBytes(digest)),
            _fleet.Proof(device));
    }

    public Reserve Reserve(Address distributor, params int[] devices) =>
        new(Release, 0, [.. devices.Select(device => Delivery(distributor, device))]);

    public Reveal Reveal(Address distributor, params int[] devices) => new(
        new Reservation(Release, 0, distributor, Beginning + Validity,
            [.. devices.Select(device => new Accepted(
                (uint)device, _devices[device].Address, Address.FromBytes(Ecdsa.Address(Key(device).ToBytes()))))]),
        [.. devices.Select(Key)]);

    /// <summary>A transaction that is sent whatever it would come to.</summary>
    /// <param name="sender">Who sends it.</param>
    /// <param name="call">What it calls; null to send a wei to the vendor.</param>
    /// <param name="mostGwei">Most for one gas.</param>
    /// <param name="tipGwei">Tip for one gas.</param>
    /// <param name="gas">Most gas.</param>
    /// <param name="nonce">Its number; null for the sender's next.</param>
    public SimTransaction Transaction(
        Address sender, EscrowCall? call = null, long mostGwei = 20, long tipGwei = 1, long gas = 200_000,
        long? nonce = null)
    {
        BigInteger gwei = 1_000_000_000;
        return new SimTransaction(
            sender,
            new Transaction(
                Chain.ChainId, nonce ?? Chain.NextNonce(sender), tipGwei * gwei, mostGwei * gwei, gas,
                call is null ? new TransactionRequest(Vendor.Address, [], 1) : Chain.Request(call)),
            call);
    }

    public async Task<IReadOnlyList<EscrowEvent>> EventsAsync() =>
        await Chain.As((Address?)null).GetEventsAsync(0, long.MaxValue);

    /// <summary>All that a chain's state says, to be compared.</summary>
    public string StateText() => string.Join('\n',
    [
        .. Chain.Balances.Select(held => $"{held.Key} {held.Value}").Order(),
        Chain.Release(Release) is { } release
            ? $"{release.Balance} " + string.Concat(
                Enumerable.Range(0, Devices).Select(i => release.Tranches[0].Taken.Contains((uint)i) ? 'x' : '.'))
            : "no release",
        .. ((PrivateKeyAccount[])[Vendor, .. Distributors]).Select(a => $"{a.Address} {Chain.MinedOf(a.Address)}"),
    ]);

    private static Hash32 Hash(int number) => Hash32.FromBytes(Keccak256.Hash(Bytes.Be32((uint)number)));

    private static PrivateKeyAccount Account(int number) => new(Hash(number).ToBytes());
}

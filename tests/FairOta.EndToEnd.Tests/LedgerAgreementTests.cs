using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.EndToEnd.Tests.Worlds;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.EndToEnd.Tests;

/// <summary>The ledger in memory and the contract on an EVM take the same calls alike.</summary>
[TestClass]
public sealed class LedgerAgreementTests
{
    private const int Devices = 5;
    private const int Calls = 150;
    private const int Seeds = 4;
    private static readonly ISymmetric Symmetric = new HostSymmetric();

    /// <summary>What the drawn sequences must have led to, lest they prove nothing.</summary>
    private static readonly string[] Kinds =
    [
        "Reserved", "Delivered", "Expired", "PassedOver", "NothingAccepted", "WrongKey", "NotInFleet",
        "UnknownReservation", "ReservationLive", "ReservationOver", "InvalidSignature", "IndexBeyondFleet",
        "ZeroCommitment", "KeyCount", "UnknownTranche", "UnknownRelease", "ReleaseExists", "DeadlinePassed",
        "ReclaimTooEarly", "Reclaimed", "ZeroFleet", "TrancheAdded", "DistributorAnnounced", "UrlLength",
    ];

    private static readonly string[] Actors = ["vendor", "first", "second"];
    private static AnvilEscrow _anvil = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _anvil = await AnvilEscrow.StartAsync();

    [ClassCleanup]
    public static async Task Stop() => await _anvil.DisposeAsync();

    [TestMethod]
    public async Task Ledger_AnySequenceOfCalls_AgreesWithTheContract()
    {
        List<string> seen = [];
        for (int seed = 1; seed <= Seeds; seed++)
        {
            List<string> onEvm = Play(seed, await _anvil.BeginAsync());
            List<string> inMemory = Play(seed, new World(world => new LedgerChain(world, _anvil.Identity.Escrow)));
            CollectionAssert.AreEqual(onEvm, inMemory, FirstDifference(onEvm, inMemory));
            seen.AddRange(onEvm);
        }

        foreach (string kind in Kinds) Assert.IsTrue(seen.Exists(line => line.Contains(kind)), $"No {kind} was drawn.");
    }

    /// <summary>Plays a drawn sequence of right and wrong calls, and writes down what each came to.</summary>
    private static List<string> Play(int seed, World world)
    {
        Game game = new(seed, world);
        List<string> log = [];
        for (int i = 0; i < Calls; i++) log.Add(game.Move(i));
        log.Add(game.Balances());
        world.Dispose();
        return log;
    }

    private static string FirstDifference(List<string> a, List<string> b)
    {
        int at = Enumerable.Range(0, Math.Min(a.Count, b.Count)).FirstOrDefault(i => a[i] != b[i], -1);
        return at < 0 ? "" : $"call {at}: the contract says {a[at]}, the ledger says {b[at]}";
    }

    /// <summary>Draws calls from what happened so far. All draws follow from the seed and the outcomes.</summary>
    private sealed class Game(int seed, World world)
    {
        private readonly List<Reservation> _reservations = [];
        private readonly FleetTree _tree = new(
            new FleetList([.. Enumerable.Range(0, Devices).Select(i => Keys.Account($"device {i}").Address)]));

        private readonly BigInteger _reward = Keys.Ether / 1000;
        private readonly Hash32 _manifest = Hash32.FromBytes(Keys.Secret("manifest"));
        private readonly long _deadline = World.Beginning + (3 * World.Day);
        private Reservation? _last;
        private int _draw;

        private ReleaseId Release => ReleaseId.FromBytes(Keccak256.Hash(
            [.. new byte[12], .. Keys.Account("vendor").Address.ToBytes(), .. _manifest.ToBytes()]));

        public string Move(int number)
        {
            // A minute between calls keeps the chain's blocks, one second each, from running ahead of the clock.
            world.Skip(Draw(9) == 0 ? (3 + Draw(9)) * World.Hour : 60);
            string actor = Actors[Draw(Actors.Length)];
            EscrowCall call = number switch
            {
                0 => Reserve(actor),
                1 => new CreateRelease(_manifest, _reward, _deadline, "http://vendor.example", _tree.Root, Devices),
                _ => Next(actor),
            };
            if (call is CreateRelease or AddTranche or Reclaim) actor = "vendor";
            try
            {
                EscrowResult result = World.Wait(world.Chain.As(Keys.Account(actor)).SendAsync(call));
                if (result.Events[^1] is Delivered or Expired && Draw(3) > 0) _reservations.Remove(_last!);
                _reservations.AddRange(result.Events.OfType<Reserved>().Select(e => e.Reservation));
                return $"{actor} {call.GetType().Name}: {string.Join("; ", result.Events.Select(Text))}";
            }
            catch (EscrowRevertedException e)
            {
                // Its argument is the block's time, which is another second on another chain.
                if (e.Error == "DeadlineTooEarly") return $"{actor} {call.GetType().Name}: {e.Error}";
                string arguments = string.Join(
                    ", ", e.Arguments.OrderBy(a => a.Key).Select(a => a.Key + " " + a.Value));
                return $"{actor} {call.GetType().Name}: {e.Error}({arguments})";
            }
        }

        public string Balances() => string.Join(", ", Actors.Skip(1).Select(
            actor => Deliveries(Keys.Account(actor).Address)));

        private EscrowCall Next(string actor) => Draw(14) switch
        {
            0 => Create(),
            1 => new AddTranche(_manifest, _tree.Root, (uint)Draw(2) * Devices, _reward),
            2 => new Reclaim(Draw(4) == 0 ? Hash32.FromBytes(Keys.Secret("other")) : _manifest),
            3 => new Announce(new string('u', Draw(3) * 61)),
            4 or 5 => new Claim(Release, (uint)Draw(3), [Delivery(actor, out string key)], [KeyNamed(key)]),
            6 or 7 => new Expire(AnyReservation()),
            8 or 9 or 10 => Reveal(),
            _ => Reserve(actor),
        };

        private CreateRelease Create() => new(
            _manifest, Draw(6) == 0 ? 0 : _reward, Draw(4) == 0 ? world.Now + World.Day : _deadline,
            "http://vendor.example", _tree.Root, Devices);

        private Reserve Reserve(string actor) => new(
            Release, (uint)Draw(3) / 2,
            [.. Enumerable.Range(0, 1 + Draw(3)).Select(_ => Delivery(actor, out string _))]);

        private Reveal Reveal()
        {
            Reservation reservation = AnyReservation();
            Hash32[] keys = [.. reservation.Deliveries.Select(d => KeyNamed(
                Draw(8) == 0 ? "wrong" : KeyOf(d.Device, reservation.Distributor)))];
            return new Reveal(reservation, Draw(10) == 0 ? keys[1..] : keys);
        }

        private Reservation AnyReservation()
        {
            if (_reservations.Count == 0)
                return new Reservation(Release, 0, Keys.Account("first").Address, world.Now + World.Hour, [default]);
            Reservation reservation = _last = _reservations[Math.Max(0, _reservations.Count - 1 - Draw(4))];
            return Draw(8) == 0 ? reservation with { Expiry = reservation.Expiry + 1 } : reservation;
        }

        /// <summary>A receipt: right, or wrong in one of the ways there are.</summary>
        private Delivery Delivery(string actor, out string key)
        {
            int index = Draw(Devices), fault = Draw(16);
            Address payee = Keys.Account(fault == 0 ? "somebody" : actor).Address;
            key = KeyOf(Keys.Account($"device {index}").Address, payee);
            Address commitment = fault == 1 ? default : Address.FromBytes(Ecdsa.Address(KeyNamed(key).ToBytes()));
            long validUntil = world.Now + ((fault == 2 ? 1 : fault == 3 ? 30 : 4 + Draw(18)) * World.Hour);
            byte[] digest = Eip712.ProofOfDistribution(
                Eip712.Domain(world.Chain.ChainId, world.Chain.Escrow.ToBytes()), Release.ToBytes(), payee.ToBytes(),
                commitment.ToBytes(), validUntil);
            byte[] signature = Ecdsa.Sign(Symmetric, Keys.Secret($"device {(fault == 4 ? index + 1 : index)}"), digest);
            if (fault == 5) signature[40] ^= 1;
            if (fault == 6) Array.Fill(signature, (byte)0xFF);
            return new Delivery(
                (uint)(fault == 7 ? Devices : index), commitment, validUntil, signature, _tree.Proof(index));
        }

        private static string KeyOf(Address device, Address payee) => $"key {device} {payee}";

        private static Hash32 KeyNamed(string name) => Hash32.FromBytes(Keys.Secret(name));

        /// <summary>An event without its place in the chain, which is another on another chain.</summary>
        private static string Text(EscrowEvent e) => e switch
        {
            Reserved r => $"Reserved({Text(r.Reservation)})",
            Expired x => $"Expired({Text(x.Reservation)})",
            _ => (e with { At = default }).ToString(),
        };

        private static string Text(Reservation r) =>
            $"{r.Release} {r.Tranche} {r.Distributor} {r.Expiry} {string.Join(' ', r.Deliveries)}";

        private string Deliveries(Address account)
        {
            IEscrow escrow = world.Chain.As(Keys.Account("reader"));
            long head = World.Wait(escrow.GetBlockAsync(BlockTag.Latest))!.Number;
            int paid = World.Wait(escrow.GetEventsAsync(world.Chain.FirstBlock, head))
                .OfType<Delivered>().Count(d => d.Distributor == account);
            return $"{account} was paid {paid} times";
        }

        private int Draw(int below) =>
            (int)(Bytes.ReadBe32(Keys.Secret($"draw {seed} {_draw++}"), 0) % (uint)below);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>The claimer's rules over drawn worlds: receipts come, transactions are mined late, dropped or taken back,
/// rivals get in between, simulations fail, and the process dies between deciding and committing, or committing and
/// sending.</summary>
[TestClass]
public sealed class ClaimerPropertyTests
{
    [TestMethod]
    [DynamicData(nameof(Seeds))]
    public void Step_DrawnWorlds_NoKeyWithoutASettledReservationAndNothingTwice(int seed)
    {
        var world = new Drawn(seed);
        for (int round = 0; round < 250; round++) world.Round(faults: true);
        for (int round = 0; round < 400; round++) world.Round(faults: false);
        world.CheckEnd();
    }

    private static IEnumerable<object[]> Seeds => Enumerable.Range(1, 40).Select(seed => new object[] { seed });

    /// <summary>One drawn world, which checks every step.</summary>
    private sealed class Drawn
    {
        private const int Devices = 12;
        private static readonly Address Rival = World.AddressOf("rival");
        private static readonly ReleaseId Release = new(Hash32.FromBytes(World.KeyOf("release")));
        private static readonly byte[][] Keys = [.. Enumerable.Range(0, Devices).Select(i => World.KeyOf("key " + i))];

        private static readonly Address[] Commitments =
            [.. Keys.Select(key => Address.FromBytes(Ecdsa.Address(key)))];

        private readonly Random _draw;
        private readonly DistributorPolicy _policy;
        private readonly int[] _indices;
        private readonly Dictionary<Address, Session> _sessions = [];
        private readonly List<Sent> _sent = [];
        private readonly Dictionary<string, long> _refused = [];
        private ChainState _chain = ChainState.Empty;
        private long _now = World.Start;
        private long _number;
        private long _settled = 1;
        private int _fork;

        public Drawn(int seed)
        {
            _draw = new Random(seed);
            _policy = new DistributorPolicy
            {
                BatchDeliveries = _draw.Next(1, 6),
                BatchAgeSeconds = _draw.Next(0, 1800),
                BatchSpreadSeconds = _draw.Next(0, 7200),
            };
            _indices = [.. Enumerable.Range(0, 5000).OrderBy(_ => _draw.Next()).Take(Devices)];
            Hash32 root = Hash32.FromBytes(World.KeyOf("root"));
            Block(
                new ReleaseCreated(default, Release, World.Vendor, root, default, 1000, World.Deadline, ""),
                new TrancheAdded(default, Release, 0, root, 5000));
        }

        public void Round(bool faults)
        {
            _now += _draw.Next(1, 300);
            if (_draw.Next(5) == 0) TakeReceipt();
            Mine(faults);
            _settled = Math.Max(_settled, _number - 2);
            _sent.RemoveAll(s => s.MinedAt is { } at && at <= _settled);
            if (faults && _draw.Next(12) == 0) TakeBack();
            Step(faults, dies: faults && _draw.Next(10) == 0);
        }

        /// <summary>Whoever got a key paid for it, and what is over is over for a reason.</summary>
        public void CheckEnd()
        {
            foreach (Session session in _sessions.Values)
            {
                bool isPaid = _chain.View.Deliveries(Release, session.Device)
                    .Any(d => d.Distributor == World.Self);
                Assert.AreEqual(session.Standing == Standing.Paid, isPaid, $"{session.Standing}");
                if (session.KeyOut) Assert.IsTrue(isPaid);
                if (session.Standing == Standing.Lost) Assert.AreEqual(Rival, session.LostTo);
                Assert.IsTrue(session.Standing > Standing.Reserved, "It is still open.");
            }
        }

        private HashSet<string> InFlight =>
            [.. _sent.Where(s => !s.Failed).SelectMany(s => CallSubjects.Of(s.Call))];

        private void TakeReceipt()
        {
            int device = _draw.Next(Devices);
            Address address = World.AddressOf("device " + device);
            if (_sessions.ContainsKey(address)) return;
            // Signed up to some hours ago, and handed in only now.
            long validUntil = _now + 20 * World.Hour - _draw.Next((int)(16 * World.Hour));
            _sessions[address] = new Session
            {
                Id = new SessionId(Hash32.FromBytes(World.KeyOf("session " + device))),
                Release = Release,
                Vendor = World.Vendor,
                Device = address,
                Place = new Place(0, _indices[device]),
                Nonce = default,
                Epoch = Guid.Empty,
                OpenedAt = _now,
                EndsAt = _now,
                Challenge = new AnsweredChallenge([], validUntil, Commitments[device]),
                Receipt = new byte[64],
                ReceivedAt = _now,
                Standing = Standing.Received,
            };
        }

        private void Step(bool faults, bool dies)
        {
            HashSet<string> inFlight = InFlight;
            HashSet<string> refused = [.. _refused.Where(r => r.Value > _now).Select(r => r.Key)];
            var facts = new ClaimFacts { InFlight = inFlight, Refused = refused, GasPrice = BigInteger.Zero };
            Session[] claimable = [.. _sessions.Values.Where(IsSeen)];
            ClaimPlan plan = ClaimerRules.Step(claimable, _chain, World.Self, _policy, _now, facts);
            foreach (Session write in plan.Writes) Write(write, mayHandOut: false);
            foreach (ClaimAct act in plan.Acts)
            {
                EscrowCall call = Call(act);
                Assert.IsFalse(CallSubjects.Of(call).Any(inFlight.Contains), "It is on its way already.");
                Assert.IsFalse(CallSubjects.Of(call).Any(refused.Contains), "It failed just now.");
                if (act is ClaimAct.ReserveBatch reserve) Check(reserve);
                if (Reverts(call) || faults && _draw.Next(8) == 0)
                {
                    foreach (string subject in CallSubjects.Of(call)) _refused[subject] = _now + _policy.ResendSeconds;
                    continue;
                }

                if (dies && _draw.Next(2) == 0) return; // before it is committed
                foreach (Session write in act.Sessions) Write(write, mayHandOut: act is ClaimAct.RevealBatch);
                if (dies) return; // before it is sent
                _sent.Add(new Sent(call));
            }
        }

        private void Write(Session write, bool mayHandOut)
        {
            Session before = _sessions[write.Device];
            Assert.AreEqual(before.Revision + 1, write.Revision);
            if (write.KeyOut && !before.KeyOut)
            {
                Assert.IsTrue(mayHandOut, "It is out before its reveal would succeed.");
                CheckKey(before);
            }

            Assert.IsTrue(!before.KeyOut || write.KeyOut, "A key that is out does not come back.");
            _sessions[write.Device] = write;
        }

        /// <summary>What the books give to a step.</summary>
        private bool IsSeen(Session session) =>
            session.Standing is Standing.Received or Standing.Reserving or Standing.Reserved
            || Held(session.Device)?.Reservation.Distributor == World.Self;

        private void CheckKey(Session session)
        {
            Reserved held = Held(session.Device)!;
            Assert.AreEqual(World.Self, held.Reservation.Distributor);
            Assert.IsGreaterThanOrEqualTo(2, _number - held.At.Block);
            Assert.IsTrue(held.Reservation.Deliveries.Any(d => d.KeyCommitment == session.Challenge!.KeyCommitment));
            // Half of at least three hours: a window begins no later than its block.
            Assert.IsGreaterThanOrEqualTo(3 * World.Hour / 2, held.Reservation.Expiry - _now);
        }

        private void Check(ClaimAct.ReserveBatch batch)
        {
            long[] ends = [.. batch.Sessions.Select(s => s.Challenge!.ValidUntil)];
            Assert.IsGreaterThanOrEqualTo(
                Limits.MinReservedValiditySeconds + _policy.InclusionSeconds, ends.Min() - _now);
            Assert.IsLessThanOrEqualTo(_policy.BatchSpreadSeconds, ends.Max() - ends.Min());
            Assert.IsLessThanOrEqualTo(_policy.BatchDeliveries, batch.Sessions.Count);
            Assert.IsTrue(batch.Sessions.All(s => s.Standing == Standing.Reserving && !s.KeyOut));
            Assert.HasCount(batch.Sessions.Count, batch.Sessions.Select(s => s.Device).ToHashSet());
        }

        private void Mine(bool faults)
        {
            List<EscrowEvent> events = [];
            if (faults && _draw.Next(25) == 0) events.AddRange(RivalTakes());
            Block([.. events]);
            foreach (Sent sent in _sent.Where(s => s.MinedAt is null).ToList())
            {
                if (faults && _draw.Next(3) == 0) break; // what comes later waits for it
                EscrowEvent[] effect = Effect(sent.Call);
                Block(effect);
                sent.MinedAt = _number;
                sent.Failed = effect.Length == 0;
            }
        }

        private EscrowEvent[] RivalTakes()
        {
            int device = _draw.Next(Devices);
            Address address = World.AddressOf("device " + device);
            if (IsTaken(address)) return [];
            var accepted = new Accepted((uint)_indices[device], address, Rival);
            var reservation = new Reservation(Release, 0, Rival, _now + 3 * World.Hour, [accepted]);
            return _draw.Next(2) == 0
                ? [new Reserved(default, reservation)]
                : [new Delivered(default, Release, address, Rival, Hash32.FromBytes(World.KeyOf("rival")))];
        }

        /// <summary>What the escrow does.</summary>
        private EscrowEvent[] Effect(EscrowCall call)
        {
            switch (call)
            {
                case Reserve reserve:
                    Session[] accepted = [.. reserve.Deliveries
                        .Select(d => _sessions.Values.Single(s => s.Challenge!.KeyCommitment == d.KeyCommitment))
                        .Where(s => s.Challenge!.ValidUntil >= _now + 3 * World.Hour && !IsTaken(s.Device))];
                    return accepted.Length == 0 ? [] : [new Reserved(default, new Reservation(
                        Release, 0, World.Self, accepted.Min(s => s.Challenge!.ValidUntil),
                        [.. accepted.Select(s => new Accepted(
                            (uint)s.Place.Index, s.Device, s.Challenge!.KeyCommitment))]))];
                case Reveal reveal when IsOpen(reveal.Reservation) && _now <= reveal.Reservation.Expiry:
                    return [.. reveal.Reservation.Deliveries.Select(d => new Delivered(
                        default, Release, d.Device, World.Self,
                        Hash32.FromBytes(Keys[Array.IndexOf(Commitments, d.KeyCommitment)])))];
                case Expire expire when IsOpen(expire.Reservation) && _now > expire.Reservation.Expiry:
                    return [new Expired(default, expire.Reservation)];
                default:
                    return [];
            }
        }

        private bool Reverts(EscrowCall call) => Effect(call).Length == 0;

        private void TakeBack()
        {
            long to = Math.Max(_settled, _number - _draw.Next(1, 3));
            if (to >= _number) return;
            _chain = _chain.RollBackTo(to);
            _number = to;
            _fork++;
            foreach (Sent sent in _sent.Where(s => s.MinedAt > to)) (sent.MinedAt, sent.Failed) = (null, false);
        }

        private void Block(params EscrowEvent[] events)
        {
            _number++;
            Hash32 hash = Hash32.FromBytes(World.KeyOf($"block {_fork} {_number}"));
            _chain = _chain.Advance(
                new BlockHeader(_number, hash, default, _now),
                [.. events.Select((e, i) => e with { At = new EventPosition(_number, hash, i, default) })]);
        }

        private EscrowCall Call(ClaimAct act) => act switch
        {
            ClaimAct.ReserveBatch a => new Reserve(Release, 0, [.. a.Sessions.Select(s => new Delivery(
                (uint)s.Place.Index, s.Challenge!.KeyCommitment, s.Challenge.ValidUntil, s.Receipt!, []))]),
            ClaimAct.RevealBatch a => new Reveal(a.Reservation, []),
            ClaimAct.ExpireBatch a => new Expire(a.Reservation),
            _ => throw new InvalidOperationException(),
        };

        private Reserved? Held(Address device) =>
            _chain.View.Find(Release)!.Device(device).Open.FirstOrDefault();

        private bool IsTaken(Address device) =>
            Held(device) is not null || _chain.View.Deliveries(Release, device).Count > 0;

        private bool IsOpen(Reservation reservation) => _chain.View.Find(Release)!.Open.Values
            .Any(r => ReferenceEquals(r.Reservation, reservation)
                || r.Reservation.Expiry == reservation.Expiry
                    && r.Reservation.Deliveries.SequenceEqual(reservation.Deliveries));

        private sealed class Sent(EscrowCall call)
        {
            public EscrowCall Call { get; } = call;

            public long? MinedAt { get; set; }

            public bool Failed { get; set; }
        }
    }
}

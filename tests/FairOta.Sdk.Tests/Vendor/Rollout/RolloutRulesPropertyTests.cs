using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Rollout;

/// <summary>Roll-outs drawn at random, judged by a second account of the rules that keeps the whole history.</summary>
[TestClass]
public sealed class RolloutRulesPropertyTests
{
    private const int Worlds = 400;
    private const int Steps = 150;

    [TestMethod]
    public void Rules_WhateverHappens_FundOnlyWhatIsDueAndNothingAfterAStop()
    {
        int funded = 0, stopped = 0, resumed = 0, done = 0;
        for (int seed = 0; seed < Worlds; seed++)
        {
            var world = new Play(seed);
            for (int step = 0; step < Steps; step++) world.Step();
            (funded, stopped) = (funded + world.Funded, stopped + world.Stops);
            (resumed, done) = (resumed + world.Resumes, done + (world.IsDone ? 1 : 0));
        }

        // The draw reaches all of it, or nothing was shown.
        Assert.IsTrue(funded > Worlds && stopped > 50 && resumed > 20 && done > 20,
            $"funded {funded}, stopped {stopped}, resumed {resumed}, done {done}");
    }

    [TestMethod]
    public void Rules_WhereEveryDeviceSucceeds_EndWithAllFunded()
    {
        for (int seed = 0; seed < Worlds; seed++)
        {
            var world = new Play(seed) { EveryoneSucceeds = true };
            for (int step = 0; step < 2000 && !world.IsDone; step++) world.Step();
            Assert.IsTrue(world.IsDone, $"seed {seed}");
            Assert.AreEqual(0, world.Stops, $"seed {seed}");
        }
    }

    private sealed class Play
    {
        private readonly Random _random;
        private readonly RolloutPlan _plan;
        private readonly WaveProgress[] _waves;
        private readonly int[] _excused;

        /// <summary>Since when a wave has been good without a break, by the whole history.</summary>
        private readonly long?[] _goodSince;
        private readonly HashSet<int> _approved = [0];
        private RolloutJournal _journal;
        private bool _isStopped;
        private long _now = Sample.Now;

        public Play(int seed)
        {
            _random = new Random(seed);
            int first = 1;
            var waves = new List<RolloutWave>();
            for (int i = _random.Next(1, 5); i > 0; i--)
            {
                int devices = _random.Next(1, 30);
                waves.Add(new RolloutWave($"w{i}", Sample.Fleet(devices, first), DrawRules()));
                first += devices;
            }

            _plan = new RolloutPlan(waves, isByHand: false);
            _waves = [.. waves.Select(wave => new WaveProgress(wave.Devices.Count))];
            _excused = new int[waves.Count];
            _goodSince = new long?[waves.Count];
            _journal = RolloutJournal.Of(ReleaseId.Parse(new string('1', 64)), _plan);
        }

        public bool EveryoneSucceeds { get; init; }

        public int Funded { get; private set; }

        public int Stops { get; private set; }

        public int Resumes { get; private set; }

        public bool IsDone { get; private set; }

        public void Step()
        {
            _now += _random.Next(0, 50);
            Report();
            var seen = new RolloutSituation([.. _waves], _now, long.MaxValue);
            Observe(seen);
            RolloutDecision decision = RolloutRules.Next(_plan, seen, _journal);
            int next = _waves.TakeWhile(wave => wave.IsFunded).Count();
            Assert.AreEqual(_isStopped, decision is RolloutDecision.Stop, decision.Sentence);
            Assert.AreEqual(MayFund(next), decision is RolloutDecision.Fund, decision.Sentence);
            Assert.AreEqual(
                !_isStopped && next == _waves.Length && _goodSince[^1] is not null, decision is RolloutDecision.Done);
            IsDone = decision is RolloutDecision.Done;
            if (decision is RolloutDecision.Fund due)
            {
                Assert.AreEqual(next, due.Wave);
                _waves[next] = _waves[next] with { IsFunded = true };
                Funded++;
            }

            Interfere(seen, next);
        }

        private WaveRules DrawRules() => new()
        {
            AdvanceAt = new Share(_random.Next(1, 10_001)),
            LeastReports = _random.Next(1, 20),
            SoakSeconds = _random.Next(0, 200),
            StopAtFailures = _random.Next(2) == 0 ? _random.Next(1, 6) : null,
            StopAtShare = new Share(_random.Next(1, 10_001)),
            LeastReportsToStop = _random.Next(1, 20),
        };

        /// <summary>A device says something, or takes back that it succeeded.</summary>
        private void Report()
        {
            int i = _random.Next(_waves.Length);
            WaveProgress wave = _waves[i];
            if (!wave.IsFunded) return;
            bool isSilent = wave.Reported < wave.Devices;
            _waves[i] = (EveryoneSucceeds ? 0 : _random.Next(12)) switch
            {
                0 when isSilent => wave with
                {
                    Failed = wave.Failed + (EveryoneSucceeds ? 0 : 1),
                    Installed = wave.Installed + (EveryoneSucceeds ? 1 : 0)
                },
                1 when isSilent => wave with { Refused = wave.Refused + 1 },
                2 when wave.Installed > 0 => wave with { Installed = wave.Installed - 1, Failed = wave.Failed + 1 },
                > 2 when isSilent => wave with { Installed = wave.Installed + 1 },
                _ => wave,
            };
        }

        private void Observe(RolloutSituation seen)
        {
            for (int i = 0; i < _waves.Length; i++)
            {
                bool isGood = IsGood(i);
                _goodSince[i] = isGood ? _goodSince[i] ?? _now : null;
                if (!_isStopped && IsBad(i)) (_isStopped, Stops) = (true, Stops + 1);
            }

            _journal = RolloutRules.Note(_plan, seen, _journal);
        }

        private bool MayFund(int next) => !_isStopped && next < _waves.Length
            && (_approved.Contains(next)
                || _goodSince[next - 1] is { } since && _now - since >= _plan.Waves[next - 1].Rules.SoakSeconds);

        private bool IsGood(int i)
        {
            WaveRules rules = _plan.Waves[i].Rules;
            decimal judged = _waves[i].Devices - _excused[i];
            return _waves[i].IsFunded
                && (judged == 0 || _waves[i].Installed / judged >= rules.AdvanceAt.BasisPoints / 10_000m)
                && (_waves[i].Reported >= rules.LeastReports || _waves[i].Reported == _waves[i].Devices);
        }

        private bool IsBad(int i)
        {
            WaveRules rules = _plan.Waves[i].Rules;
            decimal devices = _waves[i].Devices - _excused[i];
            decimal failures = _waves[i].Failures - _excused[i], reported = _waves[i].Reported - _excused[i];
            if (failures == 0) return false;
            decimal stop = rules.StopAtShare!.Value.BasisPoints / 10_000m;
            return failures >= rules.StopAtFailures
                || failures / devices >= stop
                || reported >= rules.LeastReportsToStop && failures / reported >= stop
                || (devices - failures) / devices < rules.AdvanceAt.BasisPoints / 10_000m;
        }

        /// <summary>People and reorganisations.</summary>
        private void Interfere(RolloutSituation seen, int next)
        {
            switch (_random.Next(40))
            {
                case 0 when _isStopped:
                    _journal = _journal.Resumed(seen);
                    for (int i = 0; i < _waves.Length; i++) _excused[i] = _waves[i].Failures;
                    (_isStopped, Resumes) = (false, Resumes + 1);
                    break;
                case 1 when !_isStopped && next < _waves.Length:
                    _journal = _journal.Approve(next);
                    _approved.UnionWith(Enumerable.Range(0, next + 1));
                    break;
                case 2 when !EveryoneSucceeds && !_isStopped:
                    _journal = _journal.Stopped("Enough.", _now);
                    (_isStopped, Stops) = (true, Stops + 1);
                    break;
                case 3 when next > 0:
                    _waves[next - 1] = _waves[next - 1] with { IsFunded = false };
                    break;
            }
        }
    }
}

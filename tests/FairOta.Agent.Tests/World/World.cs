using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Platforms.Host.Memory;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests;

/// <summary>A receipt that reached a distributor.</summary>
internal sealed record Receipt(byte[] ReleaseId, byte[] Distributor, byte[] Session, long ValidUntil, long At);

/// <summary>A delivery whose key is public.</summary>
internal sealed record Delivery(byte[] ReleaseId, byte[] Device, byte[] Distributor, byte[] Key);

/// <summary>A report of an installation that a server took.</summary>
internal sealed record Told(string Url, string ReleaseId, int Outcome);

/// <summary>Everything outside the device, in memory, on one clock.</summary>
internal sealed class World
{
    private readonly Dictionary<string, FakeServer> _servers = [];
    private readonly List<TestRelease> _releases = [];

    public ManualClock Clock { get; } = new(TestRelease.IssuedAt + 1000);

    public long Now => Clock.TrueUnixSeconds;

    public List<Receipt> Receipts { get; } = [];

    public List<Told> Reports { get; } = [];

    public IEnumerable<FakeDistributor> Distributors => _servers.Values.OfType<FakeDistributor>();

    /// <summary>Every request as "METHOD url".</summary>
    public List<string> Log { get; } = [];

    /// <summary>Whether a second receipt that clashes with another fails the test at once.</summary>
    public bool AssertsReceipts { get; set; } = true;

    /// <summary>Told of every Open that came, with the distributor's URL.</summary>
    public Action<string, FakeSession>? Opened { get; set; }

    /// <summary>Told of every report that a server took.</summary>
    public Action<Told>? Reported { get; set; }

    /// <summary>Requests handled before those in <see cref="Log"/>.</summary>
    public int Handled { get; private set; }

    /// <summary>One origin and two distributors serving the release.</summary>
    public static World Honest(TestRelease release, int distributors = 2)
    {
        World world = new();
        world.Publish(release);
        world.AddOrigin();
        for (int i = 1; i <= distributors; i++)
            world.AddDistributor(i);
        return world;
    }

    public FakeOrigin Origin => _servers.Values.OfType<FakeOrigin>().First();

    public void Publish(TestRelease release) => _releases.Add(release);

    public FakeOrigin AddOrigin(string url = "http://origin.example") => Add(new FakeOrigin(this, url));

    public FakeDistributor AddDistributor(int number) => Add(
        new FakeDistributor(this, "http://distributor" + number + ".example", "distributor " + number));

    public T Add<T>(T server)
        where T : FakeServer
    {
        _servers[server.Url] = server;
        return server;
    }

    /// <summary>Goes on where another world of the same scenario stands.</summary>
    public void TakeOver(World other)
    {
        Clock.Advance(other.Clock.TrueUnixMs - Clock.TrueUnixMs);
        Clock.Restart();
        Handled = other.Handled + other.Log.Count;
        Receipts.AddRange(other.Receipts);
        Reports.AddRange(other.Reports);
        foreach (FakeServer server in _servers.Values)
            server.TakeOver(other._servers[server.Url]);
    }

    public void Record(Told told)
    {
        Reports.Add(told);
        Reported?.Invoke(told);
    }

    /// <summary>The receipt which that digest is of, if any distributor is to be given it.</summary>
    public Receipt? FindProof(byte[] digest) =>
        Distributors.Select(d => d.FindProof(digest)).FirstOrDefault(r => r != null);

    public void Remove(FakeServer server) => _servers.Remove(server.Url);

    public FakeAnswer Handle(LinkRequest request)
    {
        Log.Add(request.Method + " " + request.Url);
        Uri uri = new(request.Url);
        return _servers.TryGetValue(uri.GetLeftPart(UriPartial.Authority), out FakeServer? server)
            ? server.Handle(request)
            : FakeAnswer.Of(0);
    }

    public TestRelease? Find(string releaseId) => _releases.Find(r => Bytes.ToHex(r.ReleaseId) == releaseId);

    public byte[]? NewestBy(byte[] signer) => _releases
        .Where(r => Bytes.Equal(TestRelease.Compressed(r.Signer), signer))
        .OrderBy(r => r, Comparer<TestRelease>.Create((a, b) => b.Manifest.Version.CompareTo(a.Manifest.Version)))
        .FirstOrDefault()?.Signed;

    public byte[] DistributorList()
    {
        FakeDistributor[] all = [.. Distributors];
        return new DistributorList([.. all.Select(d => d.Address)], [.. all.Select(d => d.Url)]).Encode();
    }

    public byte[]? DeliveredKey(byte[] releaseId, byte[] device) =>
        Distributors.Select(d => d.PublicKey(releaseId, device)).FirstOrDefault(k => k != null);

    public IEnumerable<Delivery> Deliveries() =>
        from distributor in Distributors
        from session in distributor.Sessions
        let key = distributor.PublicKey(session.Release.ReleaseId, session.Open.Device)
        where key != null && Bytes.Equal(key, session.Polynomial.Key.ToBytes())
        select new Delivery(session.Release.ReleaseId, session.Open.Device, distributor.Address, key);

    /// <summary>Notes a receipt, and that no other one of that release was still good when it was signed.</summary>
    public void Record(FakeSession session, FakeDistributor distributor)
    {
        foreach (Receipt other in Receipts)
        {
            bool same = Bytes.Equal(other.Session, session.Digest) && other.ValidUntil == session.ValidUntil;
            bool clash = Bytes.Equal(other.ReleaseId, session.Release.ReleaseId) && !same && other.ValidUntil >= Now;
            Assert.IsFalse(
                AssertsReceipts && clash, "The device signed for two sessions of one release at the same time.");
        }

        Receipts.Add(new Receipt(
            session.Release.ReleaseId, distributor.Address, session.Digest, session.ValidUntil, Now));
    }
}

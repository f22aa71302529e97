using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>The whole distributor in a host, over real sockets, against an origin over real sockets.</summary>
[TestClass]
public sealed class KestrelTests
{
    [TestMethod]
    public async Task Step_WhatIsOnItsWayCannotBeSeenTo_ChainIsFollowedAllTheSame()
    {
        await using Scene scene = await Scene.StartAsync();
        scene.Escrow.IsOutboxStuck = true;
        await scene.StepAsync();
        DistributorService service = scene.Host.Services.GetRequiredService<DistributorService>();
        Assert.AreEqual(World.Start, service.FollowedAt);
        Assert.IsNotNull(service.Chain.View.Find(scene.World.Release));
        Assert.HasCount(1, scene.Escrow.Sent.OfType<Announce>().ToList());
    }

    [TestMethod]
    public async Task Distributor_InAHost_FindsTheReleaseServesAndClaims()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.StepAsync();
        using HttpClient http = new() { BaseAddress = new Uri(scene.Host.Url) };

        Exchange exchange = scene.World.Devices[1].Exchange();
        HttpResponseMessage opened = await PostAsync(http, "/v1/sessions", exchange.Request.Encode());
        Assert.AreEqual(HttpStatusCode.OK, opened.StatusCode);
        Assert.AreEqual("application/cbor", opened.Content.Headers.ContentType!.ToString());
        Assert.AreEqual(World.Start, opened.Headers.Date!.Value.ToUnixTimeSeconds());
        OpenAnswer offer = OpenAnswer.Parse(await opened.Content.ReadAsByteArrayAsync());

        byte[] segments = await http.GetByteArrayAsync(exchange.Path("segments") + "?first=1&count=257");
        byte[] digest = exchange.Session;
        for (int i = 0; i < 257; i++) digest = Segments.Digest(World.Host, digest, Bytes.Slice(segments, i * 16, 16));
        byte[] seed = Challenge.Seed(World.Host, exchange.Device.Secret, exchange.Session, offer.Commitments, digest);
        ChallengeRequest challenge = new()
        {
            OpenSecret = exchange.OpenSecret,
            Digest = digest,
            Indices = Challenge.Indices(World.Host, seed, 257, World.Samples),
        };
        HttpResponseMessage answered = await PostAsync(http, exchange.Path("challenge"), challenge.Encode());
        ChallengeAnswer samples = ChallengeAnswer.Parse(
            await answered.Content.ReadAsByteArrayAsync(), challenge.Indices, 257);
        byte[] receipt = Core.Crypto.Ecdsa.Sign(World.Host, exchange.Device.Key, Eip712.ProofOfDistribution(
            World.Domain,
            exchange.Release.ToBytes(),
            World.Self.ToBytes(),
            Commitments.KeyCommitment(offer.Commitments),
            samples.ValidUntil));
        HttpResponseMessage taken = await PostAsync(
            http, exchange.Path("receipt"), new ReceiptRequest { Signature = receipt }.Encode());
        Assert.AreEqual(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.AreEqual(0, (await taken.Content.ReadAsByteArrayAsync()).Length);

        scene.Time.Now += 60;
        await scene.StepAsync();
        Reserve reserve = scene.Escrow.Sent.OfType<Reserve>().Single();
        Delivery delivery = reserve.Deliveries.Single();
        scene.Escrow.Mine(scene.Time.Now, new Reserved(default, new Reservation(
            exchange.Release,
            0,
            World.Self,
            delivery.ValidUntil,
            [new Accepted(delivery.Index, exchange.Device.Address, delivery.KeyCommitment)])));
        await scene.StepAsync();
        Hash32 key = scene.Escrow.Sent.OfType<Reveal>().Single().Keys.Single();
        byte[] given = KeyAnswer.Parse(await http.GetByteArrayAsync(exchange.Path("key"))).Key;
        CollectionAssert.AreEqual(key.ToBytes(), given);
        Assert.IsTrue(Commitments.IsKey(offer.Commitments, given));
        Assert.HasCount(1, scene.Escrow.Sent.OfType<Announce>().ToList());
    }

    [TestMethod]
    public async Task Kestrel_LimitsAndRefusals_AsTheProtocolSays()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.StepAsync();
        using HttpClient http = new() { BaseAddress = new Uri(scene.Host.Url) };
        Assert.AreEqual(413, (int)(await PostAsync(http, "/v1/sessions", new byte[16 * 1024 + 1])).StatusCode);
        HttpResponseMessage malformed = await PostAsync(http, "/v1/sessions", [1]);
        Assert.AreEqual(400, (int)malformed.StatusCode);
        Assert.AreEqual("application/problem+json", malformed.Content.Headers.ContentType!.ToString());
        HttpResponseMessage text = await http.PostAsync("/v1/sessions", new StringContent("x"));
        Assert.AreEqual(400, (int)text.StatusCode);
        Assert.AreEqual(404, (int)(await http.GetAsync("/v1/nothing")).StatusCode);

        byte[] bound = scene.World.Devices[0].Exchange(boundUntil: World.Start + 77).Request.Encode();
        HttpResponseMessage conflict = await PostAsync(http, "/v1/sessions", bound);
        Assert.AreEqual(409, (int)conflict.StatusCode);
        Assert.AreEqual(TimeSpan.FromSeconds(77), conflict.Headers.RetryAfter!.Delta);

        using HttpRequestMessage part = new(HttpMethod.Get, $"/v1/releases/{scene.World.Release.ToWire()}/leaves");
        part.Headers.Range = new RangeHeaderValue(32, 95);
        HttpResponseMessage leaves = await http.SendAsync(part);
        Assert.AreEqual(206, (int)leaves.StatusCode);
        Assert.HasCount(64, await leaves.Content.ReadAsByteArrayAsync());

        string package = $"/v1/releases/{scene.World.Release.ToWire()}/package";
        Assert.AreEqual(403, (int)(await http.GetAsync(package)).StatusCode);
        using HttpRequestMessage allowed = new(HttpMethod.Get, package);
        allowed.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Scene.Token);
        CollectionAssert.AreEqual(
            scene.World.Holding.Served.Package.ToArray(),
            await (await http.SendAsync(allowed)).Content.ReadAsByteArrayAsync());
    }

    [TestMethod]
    public async Task Distributor_NodeDown_KeepsServingWhatItKnows()
    {
        await using Scene scene = await Scene.StartAsync();
        await scene.StepAsync();
        scene.Escrow.Down = true;
        await scene.StepAsync();
        using HttpClient http = new() { BaseAddress = new Uri(scene.Host.Url) };
        Exchange exchange = scene.World.Devices[0].Exchange();
        Assert.AreEqual(200, (int)(await PostAsync(http, "/v1/sessions", exchange.Request.Encode())).StatusCode);
    }

    [TestMethod]
    public async Task Distributor_OriginServesWrongFleetList_ReleaseIsNotTakenUp()
    {
        await using Scene scene = await Scene.StartAsync(request =>
            request.Path.EndsWith("fleets/0", StringComparison.Ordinal)
                ? Answer.Of(200, Answer.Octets, new byte[8 * 20])
                : null);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
    }

    [TestMethod]
    public async Task Distributor_OriginServesManifestOfAnotherRelease_ReleaseIsNotTakenUp()
    {
        using World world = new();
        ReleaseId other = world.AddRelease(2, World.Vendor);
        byte[] foreign = world.Holdings.Find(other)!.Served.SignedManifest;
        await using Scene scene = await Scene.StartAsync(request =>
            request.Path.EndsWith("manifest", StringComparison.Ordinal)
                ? Answer.Of(200, Answer.Cose, foreign)
                : null);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public async Task Distributor_OriginServesOtherLengthOfPackage_ReleaseIsNotTakenUp(int bytes)
    {
        using World world = new();
        byte[] package = [.. world.Holding.Served.Package.ToArray(), 0];
        await using Scene scene = await Scene.StartAsync(request =>
            request.Path.EndsWith("package", StringComparison.Ordinal)
                ? Answer.Of(200, Answer.Octets, package.AsMemory(0, package.Length - 1 + bytes))
                : null);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
    }

    [TestMethod]
    public async Task Distributor_VendorNamesPrivateAddress_IsNeverAsked()
    {
        int asked = 0;
        await using Scene scene = await Scene.StartAsync(
            request =>
            {
                Interlocked.Increment(ref asked);
                return null;
            },
            allowPrivateNetworks: false);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
        Assert.AreEqual(0, asked);
    }

    [TestMethod]
    public async Task Distributor_FilterWantsNone_NothingIsFetched()
    {
        await using Scene scene = await Scene.StartAsync(filter: ReleaseFilter.None);
        await scene.StepAsync();
        Assert.IsNull(scene.Held);
    }

    [TestMethod]
    public async Task Worker_UnexpectedException_StopsTheHost()
    {
        TaskCompletionSource ready = new();
        await using Scene scene = await Scene.StartAsync(isDriven: false, ready: ready.Task);
        Task stopping = scene.Host.Stopping;
        ready.SetException(new InvalidOperationException("A fault."));
        await stopping;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, byte[] body)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        return http.PostAsync(path, content);
    }

    /// <summary>An origin and a distributor, each on a port of its own.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        public const string Token = "a token for friends";

        private readonly TestFolder _folder = new();
        private LocalHost _origin = null!;

        public World World { get; } = new();

        public FakeEscrow Escrow { get; } = new();

        public FixedTime Time { get; } = new(World.Start);

        public LocalHost Host { get; private set; } = null!;

        public Holding? Held => Host.Services.GetRequiredService<HoldingSet>().Find(World.Release);

        public static async Task<Scene> StartAsync(
            Func<ServiceRequest, Answer?>? tamper = null,
            bool allowPrivateNetworks = true,
            ReleaseFilter? filter = null,
            bool isDriven = true,
            Task? ready = null)
        {
            Scene scene = new();
            scene.Escrow.Ready = ready ?? Task.CompletedTask;
            ReadService read = new(new Catalogue(scene.World), _ => true);
            Answer Serve(ServiceRequest request) => tamper?.Invoke(request) ?? read.Answer(request)!;
            scene._origin = await LocalHost.StartAsync(
                _ => { },
                app => app.Map("/v1/{**path}", (HttpContext context) =>
                    HttpAdapter.ServeAsync(context, (request, _) => ValueTask.FromResult(Serve(request)))));
            scene.Escrow.Mine(
                World.Start, scene.World.Created with { Url = scene._origin.Url }, scene.World.Tranche(0));
            DistributorOptions options = new()
            {
                Escrow = scene.Escrow,
                DataDirectory = scene._folder.Path,
                AllowPrivateNetworks = allowPrivateNetworks,
                PublicUrl = "https://self.example",
                PackageTokens = [Token],
                Policy = new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 60 },
                Releases = filter ?? ReleaseFilter.All,
            };
            scene.Host = await LocalHost.StartAsync(
                services =>
                {
                    services.AddSingleton<TimeProvider>(scene.Time).AddFairOtaDistributor(options);
                    if (!isDriven) return;
                    // The test drives the steps itself.
                    services.Remove(services.Single(s => s.ImplementationType == typeof(DistributorWorker)));
                },
                app => app.MapFairOtaDistributor());
            return scene;
        }

        public async Task StepAsync()
        {
            await Host.Services.GetRequiredService<DistributorLoop>().StepAsync(Time.Now, CancellationToken.None);
            await Host.Services.GetRequiredService<ReleaseKeeper>().StepAsync(
                Host.Services.GetRequiredService<DistributorService>().Chain.View, Time.Now, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await Host.DisposeAsync();
            await _origin.DisposeAsync();
            World.Dispose();
            _folder.Dispose();
        }
    }

    private sealed class Catalogue(World world) : ICatalogue
    {
        public System.Collections.Generic.IReadOnlyList<DistributorEntry> Distributors => [];

        public HeldRelease? Find(ReleaseId release) => release == world.Release ? world.Holding.Served : null;

        public System.Collections.Generic.IEnumerable<HeldRelease> Of(ProductId product) => [world.Holding.Served];

        public void Recall(ReleaseId release, byte[] notice) => throw new NotSupportedException();
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Sdk.Distributor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A distributor in somebody's host: its options, its place there, and what it tells of itself.</summary>
[TestClass]
public sealed class EmbeddingTests : IDisposable
{
    private readonly World _world = new(new DistributorPolicy { Confirmations = 0, BatchAgeSeconds = 0 });
    private readonly TestFolder _folder = new();
    private readonly FakeEscrow _escrow = new();
    private readonly FixedTime _time = new(World.Start);

    [TestMethod]
    public void Add_ASecondDistributor_Refused()
    {
        ServiceCollection services = [];
        services.AddFairOtaDistributor(Options());
        Assert.ThrowsExactly<InvalidOperationException>(() => services.AddFairOtaDistributor(Options()));
        Assert.ThrowsExactly<InvalidOperationException>(() => services.AddFairOtaDistributor(_ => { }));
    }

    [TestMethod]
    public async Task Add_ConfiguredByAction_TakesTheHostsEscrow()
    {
        await using LocalHost host = await LocalHost.StartAsync(
            services =>
            {
                services.AddSingleton<Sdk.Chain.IEscrow>(_escrow);
                services.AddFairOtaDistributor(options => options.DataDirectory = _folder.Path);
            },
            app => app.MapFairOtaDistributor());
        Assert.AreSame(_escrow, host.Services.GetRequiredService<IOptions<DistributorOptions>>().Value.Escrow);
    }

    [TestMethod]
    public async Task Add_ConfiguredByAction_WrongOptionsEndTheStart()
    {
        var thrown = await Assert.ThrowsExactlyAsync<OptionsValidationException>(() => LocalHost.StartAsync(
            services => services.AddFairOtaDistributor(options => options.CachedOffers = 0), _ => { }));
        Assert.HasCount(3, thrown.Failures);
    }

    [TestMethod]
    public void Add_FromASection_BindsByName()
    {
        DistributorOptions options = Bound(new()
        {
            ["DataDirectory"] = "data",
            ["PollInterval"] = "00:00:09",
            ["Policy:Confirmations"] = "7",
            ["Limits:OpenSessions"] = "12",
            ["Releases:MaxPackageBytes"] = "4096",
            ["PackageTokens:0"] = "a token for friends",
        });
        Assert.AreEqual("data", options.DataDirectory);
        Assert.AreEqual(TimeSpan.FromSeconds(9), options.PollInterval);
        Assert.AreEqual<Sdk.Chain.Finality>(7, options.Policy.Confirmations);
        Assert.AreEqual(new DistributorPolicy().BatchDeliveries, options.Policy.BatchDeliveries);
        Assert.AreEqual(12, options.Limits.OpenSessions);
        Assert.AreEqual(4096, options.Releases.MaxPackageBytes);
        Assert.HasCount(1, options.PackageTokens);
    }

    [TestMethod]
    [DataRow("DataDirectroy", "data", "DataDirectroy")]
    [DataRow("PollInterval", "often", "PollInterval")]
    public void Add_FromAWrongSection_SaysWhichKey(string key, string value, string said)
    {
        var thrown = Assert.ThrowsExactly<InvalidOperationException>(() => Bound(new() { [key] = value }));
        StringAssert.Contains(thrown.Message, said);
    }

    [TestMethod]
    public async Task Map_OnAGroup_ServesBelowItsPrefix()
    {
        await using LocalHost host = await StartAsync(app => app.MapGroup("/updates").MapFairOtaDistributor());
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        byte[] request = _world.Devices[0].Exchange().Request.Encode();
        Assert.AreEqual(HttpStatusCode.OK, (await PostAsync(http, "/updates/v1/sessions", request)).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await PostAsync(http, "/v1/sessions", request)).StatusCode);
    }

    [TestMethod]
    public async Task Map_CallerAboveItsRate_429WithRetryAfterBeforeAnythingElse()
    {
        await using LocalHost host = await StartAsync(
            app => app.MapFairOtaDistributor(),
            options => options.Limits = new() { RequestBurstPerCaller = 1, RequestsPerSecondPerCaller = 1 });
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        await http.GetAsync("/v1/distributors");
        HttpResponseMessage second = await http.GetAsync("/v1/distributors");
        Assert.AreEqual(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.AreEqual("application/problem+json", second.Content.Headers.ContentType!.ToString());
        Assert.IsNotNull(second.Headers.RetryAfter?.Delta);
    }

    [TestMethod]
    public async Task Map_BodyThatIsTooLarge_413HoweverItComes()
    {
        await using LocalHost host = await StartAsync(app => app.MapFairOtaDistributor());
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        foreach (bool isChunked in new[] { false, true })
        {
            foreach (int size in new[] { Limits.MaxRequestBytes + 1, 3 * Limits.MaxRequestBytes })
            {
                using HttpRequestMessage request = new(HttpMethod.Post, "/v1/sessions");
                request.Content = Cbor(new byte[size]);
                request.Headers.TransferEncodingChunked = isChunked;
                Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, (await http.SendAsync(request)).StatusCode);
            }
        }
    }

    [TestMethod]
    public async Task Health_BeforeAndAfterTheChainIsKnown_UnhealthyThenHealthyWithReasons()
    {
        await using LocalHost host = await LocalHost.StartAsync(Services(_ => { }), app => app.MapFairOtaHealth());
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        Assert.AreEqual(HttpStatusCode.OK, (await http.GetAsync("/healthz/live")).StatusCode);
        HttpResponseMessage unready = await http.GetAsync("/healthz/ready");
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, unready.StatusCode);
        JsonNode check = JsonNode.Parse(await unready.Content.ReadAsStringAsync())!["checks"]!["distributor"]!;
        Assert.AreEqual("Unhealthy", (string)check["status"]!);
        StringAssert.StartsWith((string)check["reason"]!, "The chain is not known yet.");
        await FollowAsync(host);
        string ready = await http.GetStringAsync("/healthz/ready");
        check = JsonNode.Parse(ready)!["checks"]!["distributor"]!;
        Assert.AreEqual(0, (int)check["chainFollowedSecondsAgo"]!);
        Assert.IsNotNull(check["freeBytes"]);
    }

    [TestMethod]
    public async Task Telemetry_OfAWholeExchange_TellsItsStepsAndNoSecret()
    {
        CapturedLog log = new();
        ConcurrentBag<string> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == DistributorHosting.TelemetryName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => activities.Add(
                activity.DisplayName + string.Concat(activity.TagObjects.Select(tag => $" {tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        await using LocalHost host = await LocalHost.StartAsync(
            services =>
            {
                Services(_ => { })(services);
                services.AddSingleton<ILoggerProvider>(log);
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
            },
            app => app.MapFairOtaDistributor());
        ConcurrentDictionary<string, double> counted = new();
        using MeterListener meters = Listen(host, counted);
        await FollowAsync(host);
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        Exchange exchange = _world.Devices[1].Exchange();
        List<byte[]> secrets = await RunAsync(http, exchange);
        secrets.Add(System.IO.File.ReadAllBytes(_folder.File("secret")));
        await http.GetAsync("/v1/releases/" + _world.Release.ToWire() + "/package");

        // Reserved and paid, as the chain would show it.
        DistributorService service = host.Services.GetRequiredService<DistributorService>();
        Sdk.Chain.Reserve reserve = (Sdk.Chain.Reserve)service.StepClaims(World.Start).Single();
        _escrow.Mine(World.Start, new Sdk.Chain.Reserved(default, new(
            exchange.Release, 0, World.Self, World.Start + 4 * World.Hour,
            [new((uint)exchange.Index, exchange.Device.Address, reserve.Deliveries[0].KeyCommitment)])));
        await FollowAsync(host);
        Sdk.Chain.Reveal reveal = _escrow.Sent.OfType<Sdk.Chain.Reveal>().Single();
        _escrow.Mine(World.Start, _world.DeliveredBy(World.Self, exchange, reveal.Keys[0]));
        await FollowAsync(host);

        StringAssert.Contains(log.Text, $"for 1 deliveries of release {_world.Release}");
        foreach (string state in new[] { "opened", "answered", "received", "paid" })
            Assert.AreEqual(1, counted["fairota.distributor.sessions " + state], state);
        Assert.AreEqual(1000 / 1e9, counted["fairota.distributor.earned "], 1e-15);
        Assert.AreEqual(1, counted["fairota.distributor.requests open200"]);
        Assert.AreEqual(1, counted["fairota.distributor.requests release403"]);
        meters.RecordObservableInstruments();
        Assert.AreEqual(1, counted["fairota.distributor.releases.held "]);
        Assert.AreEqual(0, counted["fairota.distributor.claims.pending "]);
        foreach (string step in new[] { "open", "segments", "challenge", "receipt" })
            Assert.IsTrue(activities.Any(a => a.StartsWith($"distributor {step} ", StringComparison.Ordinal)), step);
        string told = log.Text + string.Join('\n', activities);
        foreach (byte[] secret in secrets.Append(reveal.Keys[0].ToBytes()))
        {
            Assert.DoesNotContain(Convert.ToHexString(secret), told.ToUpperInvariant());
            Assert.DoesNotContain(Convert.ToBase64String(secret), told);
        }

        Assert.DoesNotContain(Token, told);
    }

    [TestMethod]
    public async Task Telemetry_TransactionsThatEnded_CountTheirFeesInGwei()
    {
        await using LocalHost host = await StartAsync(_ => { });
        ConcurrentDictionary<string, double> counted = new();
        using MeterListener meters = Listen(host, counted);
        foreach (var (outcome, wei) in new[]
        {
            (Sdk.Chain.SettledOutcome.Done, 1_500_000_000L), (Sdk.Chain.SettledOutcome.Done, 500_000_000L),
            (Sdk.Chain.SettledOutcome.GivenUp, 250_000_000L),
        })
        {
            _escrow.Settled.Enqueue(new(0, "reserve", outcome, default, 1, 1, wei, 0, 1, World.Start));
            await FollowAsync(host);
        }

        Assert.AreEqual(2.0, counted["fairota.distributor.fees done"]);
        Assert.AreEqual(0.25, counted["fairota.distributor.fees givenup"]);
    }

    [TestMethod]
    public async Task Telemetry_NodeShowsBlocksThatCannotBeRead_TellsTheLag()
    {
        await using LocalHost host = await StartAsync(app => app.MapFairOtaHealth());
        ConcurrentDictionary<string, double> counted = new();
        using MeterListener meters = Listen(host, counted);
        meters.RecordObservableInstruments();
        Assert.AreEqual(0, counted["fairota.distributor.chain.lag.blocks "]);
        for (int i = 1; i <= 3; i++) _escrow.Mine(World.Start + 12 * i);
        _escrow.HidesEvents = true;
        await FollowAsync(host);
        meters.RecordObservableInstruments();
        Assert.AreEqual(3, counted["fairota.distributor.chain.lag.blocks "]);
        Assert.AreEqual(36, counted["fairota.distributor.chain.lag.time "]);
        using HttpClient http = new() { BaseAddress = new Uri(host.Url) };
        JsonNode health = JsonNode.Parse(await http.GetStringAsync("/healthz/ready"))!;
        Assert.AreEqual(3, (int)health["checks"]!["distributor"]!["blocksBehind"]!);
    }

    public void Dispose()
    {
        _world.Dispose();
        _folder.Dispose();
    }

    private const string Token = "a token for friends";

    private static MeterListener Listen(LocalHost host, ConcurrentDictionary<string, double> counted)
    {
        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string labels = "";
            foreach (var tag in tags) labels += tag.Value;
            counted.AddOrUpdate($"{instrument.Name} {labels}", value, (_, before) => before + value);
        }

        IMeterFactory meters = host.Services.GetRequiredService<IMeterFactory>();
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == DistributorHosting.TelemetryName && instrument.Meter.Scope == meters)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, value, tags));
        listener.Start();
        return listener;
    }

    /// <summary>A whole exchange; all that nobody else may learn of it.</summary>
    private static async Task<List<byte[]>> RunAsync(HttpClient http, Exchange exchange)
    {
        OpenAnswer offer = OpenAnswer.Parse(await BodyAsync(
            await PostAsync(http, "/v1/sessions", exchange.Request.Encode())));
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
        ChallengeAnswer samples = ChallengeAnswer.Parse(
            await BodyAsync(await PostAsync(http, exchange.Path("challenge"), challenge.Encode())),
            challenge.Indices,
            257);
        byte[] receipt = Core.Crypto.Ecdsa.Sign(World.Host, exchange.Device.Key, Eip712.ProofOfDistribution(
            World.Domain,
            exchange.Release.ToBytes(),
            World.Self.ToBytes(),
            Commitments.KeyCommitment(offer.Commitments),
            samples.ValidUntil));
        HttpResponseMessage taken = await PostAsync(
            http, exchange.Path("receipt"), new ReceiptRequest { Signature = receipt }.Encode());
        Assert.AreEqual(HttpStatusCode.Accepted, taken.StatusCode);
        return
        [
            exchange.OpenSecret, exchange.Request.Signature, receipt, seed,
            .. samples.Samples.Select(sample => sample.Evaluation),
        ];
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage answer)
    {
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, byte[] body) =>
        http.PostAsync(path, Cbor(body));

    private static ByteArrayContent Cbor(byte[] body)
    {
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/cbor");
        return content;
    }

    private DistributorOptions Options() => new()
    {
        Escrow = _escrow,
        DataDirectory = _folder.Path,
        Policy = _world.Policy,
        PackageTokens = [Token],
        Releases = ReleaseFilter.None,
    };

    private static DistributorOptions Bound(Dictionary<string, string?> section)
    {
        ServiceCollection services = [];
        services.AddFairOtaDistributor(
            new ConfigurationBuilder().AddInMemoryCollection(section).Build(),
            options =>
            {
                options.Escrow = new FakeEscrow();
                if (options.DataDirectory.Length == 0) options.DataDirectory = "data";
            });
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<DistributorOptions>>().Value;
    }

    /// <summary>Services of a host whose steps the test drives.</summary>
    private Action<IServiceCollection> Services(Action<DistributorOptions> change) => services =>
    {
        DistributorOptions options = Options();
        change(options);
        services.AddSingleton<TimeProvider>(_time).AddFairOtaDistributor(options);
        services.Remove(services.Single(s => s.ImplementationType == typeof(DistributorWorker)));
    };

    private async Task<LocalHost> StartAsync(
        Action<WebApplication> map, Action<DistributorOptions>? change = null)
    {
        LocalHost host = await LocalHost.StartAsync(Services(change ?? (_ => { })), map);
        await FollowAsync(host);
        return host;
    }

    /// <summary>Has the distributor hold the release and follow the chain.</summary>
    private async Task FollowAsync(LocalHost host)
    {
        HoldingSet holdings = host.Services.GetRequiredService<HoldingSet>();
        if (holdings.Find(_world.Release) is null)
        {
            holdings.Put(_world.Holding);
            _escrow.Mine(World.Start, _world.Created, _world.Tranche(0));
        }

        await host.Services.GetRequiredService<DistributorLoop>().StepAsync(World.Start, CancellationToken.None);
    }

    /// <summary>Everything that is logged, with every field.</summary>
    private sealed class CapturedLog : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_text) return _text.ToString();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (_text) _text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }

        public void Dispose()
        {
        }
    }
}

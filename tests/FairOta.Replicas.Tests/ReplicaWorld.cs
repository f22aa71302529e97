using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Tests;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;
using FairOta.Simulator.Devnet;
using FairOta.Tests.Postgres;

namespace FairOta.Replicas.Tests;

/// <summary>A chain with a funded release, an origin, a database, and three replicas of one distributor.</summary>
internal sealed class ReplicaWorld : IAsyncDisposable
{
    public static readonly BigInteger Ether = BigInteger.Pow(10, 18);
    public static readonly BigInteger Reward = Ether / 100;
    public const int Replicas = 3;

    private readonly Desk _desk = new();
    private readonly CancellationTokenSource _stop = new();
    private Task<int>? _origin;

    public required AnvilProcess Anvil { get; init; }

    public required PostgresServer Server { get; init; }

    public string Database { get; private set; } = "";

    public EscrowIdentity Escrow { get; private set; } = null!;

    public Address Distributor { get; private set; }

    public ReleaseId Release { get; private set; }

    public Core.Manifest Manifest { get; private set; } = null!;

    public List<ReplicaProcess> Running { get; } = [];

    /// <summary>Builds it for a fleet.</summary>
    public static async Task<ReplicaWorld> StartAsync(IReadOnlyList<Address> fleet)
    {
        ReplicaWorld world = new()
        {
            Anvil = await AnvilProcess.StartAsync(),
            Server = PostgresServer.Start(isDurable: true),
        };
        try
        {
            await world.PrepareAsync(fleet);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ReplicaProcess replica in Running) replica.Dispose();
        await _stop.CancelAsync();
        if (_origin is not null) await _origin;
        Server.Dispose();
        await Anvil.DisposeAsync();
        _stop.Dispose();
        _desk.Dispose();
    }

    private async Task PrepareAsync(IReadOnlyList<Address> fleet)
    {
        Database = Server.CreateDatabase();
        _desk.Environment["FAIROTA_RPC"] = Anvil.Url.ToString();
        JsonNode vendor = await DoneAsync("vendor keys create --json --out", _desk.Path("keys"));
        JsonNode payee = await DoneAsync("keys create --json --kind account --out", _desk.Path("distributor.json"));
        Distributor = Address.Parse((string)payee["address"]!);
        await Anvil.SetBalanceAsync(Address.Parse((string)vendor["account"]!), 10 * Ether);
        await Anvil.SetBalanceAsync(Distributor, 10 * Ether);
        string[] network = ["--network", _desk.Path("network.json")];
        JsonNode escrow = await DoneAsync(
            "escrow deploy --json --yes --account", _desk.Path("keys/account.json"), "--out", network[1]);
        Escrow = new EscrowIdentity(31337, Address.Parse((string)escrow["escrow"]!), null);
        Directory.CreateDirectory(_desk.Path("releases"));
        (_origin, JsonNode ready) = await _desk.ServeAsync(
            "vendor serve --poll-ms 100 --listen http://127.0.0.1:0 --releases",
            [_desk.Path("releases"), .. network],
            _stop.Token);
        File.WriteAllBytes(_desk.Path("fleet.bin"), new FleetList(fleet).ToBytes());
        File.WriteAllBytes(_desk.Path("app.bin"), [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 31 >> 3))]);
        await DoneAsync(
            "vendor release --json --yes --domain example.com --product sensor --image-version 1.0 --reward 0.01eth "
            + "--image",
            [
                _desk.Path("app.bin"), "--fleet", _desk.Path("fleet.bin"), "--origin", (string)ready["listening"]![0]!,
                "--account", _desk.Path("keys/account.json"), "--manifest-key", _desk.Path("keys/manifest.json"),
                "--out", _desk.Path("releases/1.0"), .. network,
            ]);
        using (ReleaseFolder folder = ReleaseFolder.Load(_desk.Path("releases/1.0")))
            (Manifest, Release) = (folder.Release.Manifest, folder.Release.Id);
        for (int i = 0; i < Replicas; i++)
        {
            Running.Add(new ReplicaProcess(
                new Uri($"http://127.0.0.1:{FreePort()}"),
                [
                    "--account", _desk.Path("distributor.json"), "--data", _desk.Path($"replica-{i}"), "--secret",
                    _desk.Path("secret"), "--database", Server.Connection(Database), "--rpc", Anvil.Url.ToString(),
                    "--poll-ms", "100", "--batch-age", "0", "--confirmations", "0", "--allow-private-networks",
                    "--max-caller-requests", "100000", .. network,
                ]));
        }

        await Running[0].StartAsync(); // makes the secret, which the others find
        await Task.WhenAll(Running.Skip(1).Select(replica => replica.StartAsync()));
    }

    private async Task<JsonNode> DoneAsync(string line, params string[] more)
    {
        Outcome outcome = await _desk.RunAsync(line, more);
        return outcome.Code == 0 ? outcome.Json : throw new InvalidOperationException(outcome.ToString());
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

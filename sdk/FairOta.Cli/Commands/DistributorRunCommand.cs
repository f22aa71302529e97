using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Runs a distributor.</summary>
internal sealed class DistributorRunCommand : ToolCommand
{
    private readonly Option<string> _account;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _data;
    private readonly Option<string?> _secret;
    private readonly DatabaseOption _database;
    private readonly Option<string?> _publicUrl;
    private readonly ChainOptions _chain;
    private readonly Option<long> _poll;
    private readonly Option<bool> _private;
    private readonly WorkOptions _work;
    private readonly Option<TokenAmount[]> _tokens;
    private readonly ClaimOptions _claims;
    private readonly LimitOptions _limits;
    private readonly Option<string?> _packageTokens;
    private readonly Option<long> _stopWithin;
    private readonly ServingOptions _serving;

    public DistributorRunCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "run", "Serve funded releases to their devices, and claim the rewards.")
    {
        Section("Identity");
        _account = Has(Opt.Of("--account", "file", "Key file of the account that is paid.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _data = Has(Opt.Of(
            "--data", "folder", "Books, secret and releases; made if need be.", Opt.AnyPath, "distributor"));
        _secret = Has(Opt.Of<string?>(
            "--secret", "file", "The 32 bytes that all keys follow from, made if need be; by default in the folder. "
            + "All replicas have the same.", Opt.AnyFile));
        _database = new DatabaseOption(
            this, "Keep the books in PostgreSQL instead of the folder, for several replicas behind one address. The "
            + "password is in ~/.pgpass, or the file that PGPASSFILE names.");
        _publicUrl = Has(Opt.Of<string?>(
            "--public-url", "url", "Base URL to announce on the chain, for a fee once; without it none is announced.",
            Opt.Url));
        Section("Network");
        _chain = new ChainOptions(this);
        _poll = Has(Opt.Of("--poll-ms", "ms", "How often the chain is looked at.", Opt.Number(100, 3_600_000), 4000L));
        _private = Has(Opt.Switch(
            "--allow-private-networks", "Fetch from vendors' URLs that lead into private networks; for development."));
        Section("Work");
        _work = new WorkOptions(this);
        _tokens = Has(Opt.Many(
            "--token", "address=amount",
            "Take releases that pay this much in this ERC-20 token, as 2.5 or 2500000units; others' tokens are worth "
            + "nothing to you, so without this only ETH is taken.",
            TokenAmount.Parse));
        Section("Claims");
        _claims = new ClaimOptions(this);
        Section("Limits");
        _limits = new LimitOptions(this, hasSessions: true);
        Section("Serving");
        _packageTokens = Has(Opt.Of<string?>(
            "--package-tokens", "file", "Callers with one of this file's lines as their bearer token may have whole "
            + "packages, as other distributors of yours; without it nobody may.", Opt.ExistingFile));
        _stopWithin = Has(Opt.Of(
            "--stop-within", "seconds", "How long a step that runs may go on when it is ended.", Opt.Number(0, 600),
            20L));
        _serving = new ServingOptions(this, port: 8081, Section);
        Examples =
        [
            "fairota distributor run --account distributor.json --listen http://0.0.0.0:8081 \\",
            "    --public-url https://d1.example --rpc http://127.0.0.1:8545",
            "fairota distributor run --account distributor.json \\",
            "    --token 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48=0.5 \\",
            "    --token-worth 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48=0.0004eth …",
            "fairota distributor run --account pay.json --package-folder /var/lib/torrents/done --package-wait 10m …",
            "fairota distributor run --account pay.json --dashboard 9090 …   # a page at http://localhost:9090/",
            "fairota distributor run --account pay.json --secret /run/secrets/fairota \\",
            "    --database \"Host=db.example;Database=fairota;Username=fairota\" …   # each of several replicas",
            "fairota distributor run @distributor.options   # a file of options, one word a line",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair account = _passphrase.Read(call, call.Require(_account), KeyKind.Account);
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        ImmutableDictionary<Address, BigInteger> tokens =
            await TokenAmount.ResolveAsync(call, connection, _tokens.Name, call.Require(_tokens)).ConfigureAwait(false);
        var options = new DistributorOptions
        {
            Escrow = connection.Escrow,
            DeploymentBlock = connection.Network.DeploymentBlock,
            DataDirectory = call.Require(_data),
            SecretFile = call.Get(_secret),
            PublicUrl = call.Get(_publicUrl),
            AllowPrivateNetworks = call.Get(_private),
            Limits = _limits.Read(call),
            PackageTokens = call.Get(_packageTokens) is { } tokensFile ? ReadTokens(tokensFile) : [],
            StopWithin = TimeSpan.FromSeconds(call.Require(_stopWithin)),
            PollInterval = TimeSpan.FromMilliseconds(call.Require(_poll)),
            Releases = _work.Read(call, tokens),
            PackageSources = _work.Sources(call),
            PackageFolder = _work.Folder(call),
            PackageWait = _work.Wait(call),
            GasPrice = new NodeGasPrice(connection.Node, call.Terminal.Time),
            Policy = await _claims.ReadAsync(call, connection).ConfigureAwait(false),
        };
        string? database = _database.Get(call);
        return await Hosting.ServeAsync(
            call, _serving, options.Limits,
            services =>
            {
                services.AddFairOtaDistributor(options);
                if (database is not null) services.AddFairOtaPostgres(database);
            },
            application => application.MapFairOtaDistributor(),
            new JsonObject
            {
                ["account"] = account.Address.ToString(),
                ["tokens"] = new JsonObject(tokens.Select(
                    least => KeyValuePair.Create(least.Key.ToString(), (JsonNode?)$"{least.Value}"))),
            },
            $"Distributor {account.Address} on chain {connection.Network.ChainId}, escrow {connection.Network.Escrow}",
            $"{(database is null ? "Books, secret and releases" : "Releases")} are in {options.DataDirectory}")
            .ConfigureAwait(false);
    }

    private static string[] ReadTokens(string file) =>
        [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
}

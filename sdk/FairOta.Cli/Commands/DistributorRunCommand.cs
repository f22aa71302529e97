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
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Runs a distributor.</summary>
internal sealed class DistributorRunCommand : ToolCommand
{
    private static readonly DistributorPolicy Defaults = new();
    private readonly ChainOptions _chain;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<string> _account;
    private readonly Option<string> _data;
    private readonly ServingOptions _serving;
    private readonly LimitOptions _limits;
    private readonly Option<string?> _packageTokens;
    private readonly Option<long> _stopWithin;
    private readonly Option<string?> _publicUrl;
    private readonly WorkOptions _work;
    private readonly Option<LeastReward[]> _tokens;
    private readonly Option<Finality> _confirmations;
    private readonly Option<long> _batch;
    private readonly Option<long> _batchAge;
    private readonly Option<bool> _keyAtReceipt;
    private readonly Option<bool> _private;
    private readonly Option<long> _poll;

    public DistributorRunCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "run", "Serve funded releases to their devices, and claim the rewards.")
    {
        _account = Has(Opt.Of("--account", "file", "Key file of the account that is paid.", Opt.ExistingFile, true));
        _passphrase = new PassphraseOptions(this);
        _data = Has(Opt.Of(
            "--data", "folder", "Books, secret and releases; made if need be.", Opt.AnyPath, "distributor"));
        _publicUrl = Has(Opt.Of<string?>(
            "--public-url", "url", "Base URL to announce on the chain, for a fee once; without it none is announced.",
            Opt.Url));
        _work = new WorkOptions(this);
        _tokens = Has(Opt.Many(
            "--token", "address=amount",
            "Take releases that pay this much in this ERC-20 token, as 2.5 or 2500000units; others' tokens are worth "
            + "nothing to you, so without this only ETH is taken.",
            LeastReward.Parse));
        _confirmations = Has(Opt.Of(
            "--confirmations", "blocks",
            "When a reservation is settled and its keys go out: a number of blocks upon it, safe or finalized.",
            Finality.Parse, Defaults.Confirmations));
        _batch = Has(Opt.Of(
            "--batch", "count", "Receipts that make a batch.", Opt.Number(1, 100), Defaults.BatchDeliveries));
        _batchAge = Has(Opt.Of(
            "--batch-age", "seconds", "How long the first receipt waits for a batch.",
            Opt.Number(0, 12 * 3600), Defaults.BatchAgeSeconds));
        _keyAtReceipt = Has(Opt.Switch(
            "--key-at-receipt", "Answer receipts with the key at once: faster, and it trusts vendor and device."));
        _private = Has(Opt.Switch(
            "--allow-private-networks", "Fetch from vendors' URLs that lead into private networks; for development."));
        _poll = Has(Opt.Of("--poll-ms", "ms", "How often the chain is looked at.", Opt.Number(100, 3_600_000), 4000L));
        _packageTokens = Has(Opt.Of<string?>(
            "--package-tokens", "file", "Callers with one of this file's lines as their bearer token may have whole "
            + "packages, as other distributors of yours; without it nobody may.", Opt.ExistingFile));
        _stopWithin = Has(Opt.Of(
            "--stop-within", "seconds", "How long a step that runs may go on when it is ended.", Opt.Number(0, 600),
            20L));
        _serving = new ServingOptions(this, port: 8081);
        _limits = new LimitOptions(this);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota distributor run --account distributor.json --listen http://0.0.0.0:8081 \\",
            "    --public-url https://d1.example --rpc http://127.0.0.1:8545",
            "fairota distributor run --account distributor.json \\",
            "    --token 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48=0.5 …",
            "fairota distributor run @distributor.options   # a file of options, one word a line",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair account = _passphrase.Read(call, call.Require(_account), KeyKind.Account);
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        ImmutableDictionary<Address, BigInteger> tokens =
            await LeastReward.ResolveAsync(call, connection, call.Require(_tokens)).ConfigureAwait(false);
        var options = new DistributorOptions
        {
            Escrow = connection.Escrow,
            DeploymentBlock = connection.Network.DeploymentBlock,
            DataDirectory = call.Require(_data),
            PublicUrl = call.Get(_publicUrl),
            AllowPrivateNetworks = call.Get(_private),
            Limits = _limits.Read(call),
            PackageTokens = call.Get(_packageTokens) is { } tokensFile ? ReadTokens(tokensFile) : [],
            StopWithin = TimeSpan.FromSeconds(call.Require(_stopWithin)),
            PollInterval = TimeSpan.FromMilliseconds(call.Require(_poll)),
            Releases = _work.Read(call, tokens),
            PackageSources = _work.Sources(call),
            GasPrice = new NodeGasPrice(connection.Node, call.Terminal.Time),
            Policy = Defaults with
            {
                Confirmations = call.Require(_confirmations),
                BatchDeliveries = (int)call.Require(_batch),
                BatchAgeSeconds = call.Require(_batchAge),
                KeyAtReceipt = call.Get(_keyAtReceipt),
            },
        };
        return await Hosting.ServeAsync(
            call, _serving, options.Limits, services => services.AddFairOtaDistributor(options),
            application => application.MapFairOtaDistributor(),
            new JsonObject
            {
                ["account"] = account.Address.ToString(),
                ["tokens"] = new JsonObject(tokens.Select(
                    least => KeyValuePair.Create(least.Key.ToString(), (JsonNode?)$"{least.Value}"))),
            },
            $"Distributor {account.Address} on chain {connection.Network.ChainId}, escrow {connection.Network.Escrow}",
            $"Books, secret and releases are in {options.DataDirectory}").ConfigureAwait(false);
    }

    private static string[] ReadTokens(string file) =>
        [.. File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0)];
}

using System;
using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Vendor;
using Microsoft.AspNetCore.Builder;

namespace FairOta.Cli.Commands;

/// <summary>Serves a vendor's releases.</summary>
internal sealed class VendorServeCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string> _releases;
    private readonly Option<string?> _reports;
    private readonly ServingOptions _serving;
    private readonly LimitOptions _limits;
    private readonly Option<long> _poll;

    public VendorServeCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "serve", "Serve releases as their origin: to distributors, and at last to devices.")
    {
        _releases = Has(Opt.Of(
            "--releases", "folder", "Folder of release folders, or one of them; new ones are found while it runs.",
            Opt.ExistingFolder, required: true));
        _poll = Has(Opt.Of(
            "--poll-ms", "ms", "How often folders and chain are looked at.", Opt.Number(100, 3_600_000), 4000L));
        _reports = Has(Opt.Of<string?>(
            "--reports-file", "file", "Where devices' reports are kept; by default reports.db in --releases, which "
            + "then has to be writable.", Opt.AnyFile));
        _serving = new ServingOptions(this, port: 8080);
        _limits = new LimitOptions(this, hasSessions: false);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor serve --releases releases --listen http://0.0.0.0:8080 --rpc http://127.0.0.1:8545",
            "fairota vendor serve --releases /mnt/releases --reports-file /var/lib/fairota/reports.db \\",
            "    --max-rate 50000000 --max-caller-rate 5000000 --trusted-proxy 10.0.0.0/8",
            "fairota vendor serve --releases releases --dashboard 9091   # a page at http://localhost:9091/",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        using Connection connection = await _chain.OpenEscrowAsync(call, account: null).ConfigureAwait(false);
        var options = new OriginOptions
        {
            Escrow = connection.Escrow,
            DeploymentBlock = connection.Network.DeploymentBlock,
            ReleasesFolder = call.Require(_releases),
            ReportsFile = call.Get(_reports),
            Limits = _limits.Read(call),
            PollInterval = TimeSpan.FromMilliseconds(call.Require(_poll)),
        };
        return await Hosting.ServeAsync(
            call, _serving, options.Limits, services => services.AddFairOtaOrigin(options), Map, new JsonObject())
            .ConfigureAwait(false);
    }

    private static void Map(WebApplication application)
    {
        try
        {
            application.MapFairOtaOrigin();
        }
        catch (IOException e)
        {
            throw new CliException(
                ExitCodes.Usage, $"{e.Message} Name a file that can be written with --reports-file.");
        }
    }
}

using System;
using System.CommandLine;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Serves a vendor's releases.</summary>
internal sealed class VendorServeCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly Option<string> _releases;
    private readonly ServingOptions _serving;
    private readonly Option<long> _poll;

    public VendorServeCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "serve", "Serve releases as their origin: to distributors, and at last to devices.")
    {
        _releases = Has(Opt.Of(
            "--releases", "folder", "Folder of release folders, or one of them; new ones are found while it runs.",
            Opt.ExistingFolder, required: true));
        _poll = Has(Opt.Of(
            "--poll-ms", "ms", "How often folders and chain are looked at.", Opt.Number(100, 3_600_000), 4000L));
        _serving = new ServingOptions(this, port: 8080);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor serve --releases releases --listen http://0.0.0.0:8080 --rpc http://127.0.0.1:8545",
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
            PollInterval = TimeSpan.FromMilliseconds(call.Require(_poll)),
        };
        return await Hosting.ServeAsync(
            call, _serving, new ServingLimits(), services => services.AddFairOtaOrigin(options),
            application => application.MapFairOtaOrigin(), new JsonObject()).ConfigureAwait(false);
    }
}

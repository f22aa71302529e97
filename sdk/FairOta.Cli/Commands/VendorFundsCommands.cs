using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Fleet;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Funds more devices of a release.</summary>
internal sealed class VendorTrancheCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly FundingOptions _funding;
    private readonly Option<string> _release;
    private readonly Option<string> _fleet;

    public VendorTrancheCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "tranche", "Lock the reward for more devices of a release, the next wave.")
    {
        _release = Has(Opt.Of("--release", "folder", "The release's folder.", Opt.ExistingFolder, true));
        _fleet = Has(Opt.Of("--fleet", "file", "Fleet list of the wave.", Opt.ExistingFile, true));
        _funding = new FundingOptions(this);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor tranche --release releases/1.2.0 --fleet wave2.bin --account keys/account.json \\",
            "    --rpc http://127.0.0.1:8545",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair account = _funding.ReadAccount(call);
        FleetList fleet = FleetFiles.Read(call.Require(_fleet));
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        using ReleaseFolder folder = ReleaseFolder.Load(call.Require(_release));

        // The same list again is the same wave: a repeat goes on with it.
        byte[] list = fleet.ToBytes();
        int known = folder.Release.Tranches.FindIndex(each => each.ToBytes().SequenceEqual(list));
        return await _funding
            .FundAsync(call, connection, folder, known >= 0 ? known : folder.Add(fleet)).ConfigureAwait(false);
    }
}

/// <summary>Takes back what nobody earned.</summary>
internal sealed class VendorReclaimCommand : ToolCommand
{
    private readonly ChainOptions _chain;
    private readonly FundingOptions _funding;
    private readonly Option<string> _release;

    public VendorReclaimCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "reclaim", "Take back what is left of a release, from a day after its claim deadline.")
    {
        _release = Has(Opt.Of("--release", "folder", "The release's folder.", Opt.ExistingFolder, true));
        _funding = new FundingOptions(this);
        _chain = new ChainOptions(this);
        Examples =
        [
            "fairota vendor reclaim --release releases/1.2.0 --account keys/account.json \\",
            "    --rpc http://127.0.0.1:8545",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        KeyPair account = _funding.ReadAccount(call);
        using Connection connection = await _chain.OpenEscrowAsync(call, account).ConfigureAwait(false);
        using ReleaseFolder folder = ReleaseFolder.Load(call.Require(_release));
        TokenUnit unit = await connection
            .UnitAsync(folder.Release.Terms.Token, call.Cancellation).ConfigureAwait(false);
        _funding.Confirm(call, $"Reclaim what is left of release {folder.Release.Id}, for a fee?");
        call.Progress("Reclaiming …");
        var (amount, result) = await FundingOptions.Publisher(connection)
            .ReclaimAsync(folder, call.Cancellation).ConfigureAwait(false);
        return call.Done(
            new JsonObject
            {
                ["releaseId"] = folder.Release.Id.ToString(),
                ["token"] = FundingOptions.TokenOf(unit),
                ["symbol"] = unit.Symbol,
                ["reclaimed"] = amount.ToString(CultureInfo.InvariantCulture),
                ["transaction"] = result.Transaction.ToString(),
                ["gasUsed"] = result.GasUsed,
            },
            $"reclaimed {unit.Format(amount)}");
    }
}

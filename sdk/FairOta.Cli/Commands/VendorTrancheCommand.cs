using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk;
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
        call.Progress("Checking the release …");
        using ReleaseFolder folder = ReleaseFolder.Load(call.Require(_release));

        // The same list again is the same wave: a repeat goes on with it.
        byte[] list = fleet.ToBytes();
        int known = folder.Release.Tranches.FindIndex(each => each.ToBytes().SequenceEqual(list));
        if (known >= 0)
        {
            return await _funding
                .FundAsync(call, connection, folder.Release, known, folder, () => folder).ConfigureAwait(false);
        }

        folder.CheckIsNew(fleet);
        CheckIsUnplanned(folder, fleet);
        Release wider = folder.Release with { Tranches = folder.Release.Tranches.Add(fleet) };
        return await _funding.FundAsync(call, connection, wider, wider.Tranches.Count - 1, null, () =>
        {
            folder.Add(fleet);
            return folder;
        }).ConfigureAwait(false);
    }

    /// <summary>A device of a planned wave would be paid for twice, and be served before its wave has come.</summary>
    private static void CheckIsUnplanned(ReleaseFolder folder, FleetList fleet)
    {
        if (RolloutFolder.Load(folder) is not { } rollout) return;
        foreach (Address device in fleet.Devices)
        {
            if (!rollout.Devices.Contains(device)) continue;
            throw new CliException(
                ExitCodes.Refused,
                $"Device {device} is in a later wave of the release's roll-out; 'vendor rollout run' funds it there.");
        }
    }
}

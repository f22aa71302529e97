using System.CommandLine;
using System.Linq;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Recalls the release where its roll-out stops, so that distributors open no session for it
/// any more.</summary>
internal sealed class RecallOnStop
{
    private readonly Option<bool> _recall = Opt.Switch(
        "--recall", "Where it stops, also take the release back, for good: distributors open no session for it any "
        + "more. Needs --manifest-key.");

    private readonly Option<string?> _manifestKey = Opt.Of<string?>(
        "--manifest-key", "file", "Key file that signed the release, for --recall.", Opt.ExistingFile);

    public RecallOnStop(Command command)
    {
        command.Add(_recall);
        command.Add(_manifestKey);
    }

    /// <summary>The key that a recall needs, read before anything happens; null where none is wanted.</summary>
    public KeyPair? ReadKey(Invocation call, PassphraseOptions passphrase, ReleaseFolder release)
    {
        if (!call.Get(_recall)) return null;
        string path = call.Get(_manifestKey)
            ?? throw new CliException(
                ExitCodes.Usage, "--recall needs --manifest-key, the key that signed the release.");
        KeyPair key = passphrase.Read(call, path, KeyKind.Manifest);
        return key.CompressedPublicKey.SequenceEqual(release.Release.Signer)
            ? key
            : throw new CliException(ExitCodes.Usage, $"{path} is another key than the one that signed this release.");
    }

    /// <summary>Takes the release back and tells whoever may hold it; nothing where no key is given.</summary>
    public async Task CarryAsync(Invocation call, OpenRollout open, Connection connection, KeyPair? manifestKey)
    {
        if (manifestKey is null) return;
        ReleaseFolder folder = open.Release;
        long now = call.Terminal.Time.GetUtcNow().ToUnixTimeSeconds();
        if (folder.Recall is null) folder.TakeBack(RecallNotice.Sign(folder.Release.Id, now, manifestKey));
        var follower = new EscrowFollower(connection.Escrow, connection.Network.DeploymentBlock);
        EscrowView view = (await follower.RefreshAsync(call.Cancellation).ConfigureAwait(false)).View;
        using var own = new StrangerHttp(allowPrivateNetworks: true);
        var targets = RecallCourier.Targets(folder.Release.Id, folder.Release.Manifest.Origins, view);
        var answers = await new RecallCourier(own, open.Http, call.Terminal.Time)
            .CarryAsync(folder.Recall!, targets, cancellation: call.Cancellation).ConfigureAwait(false);
        call.Progress(
            $"Recalled: {answers.Count(answer => answer.IsTaken)} of {answers.Count} servers took the notice; "
            + "repeat 'fairota vendor recall' to tell the others.");
    }
}

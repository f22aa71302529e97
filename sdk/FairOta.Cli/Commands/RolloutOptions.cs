using System;
using System.CommandLine;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>A release with its roll-out, and how its reports are read.</summary>
internal sealed class RolloutOptions
{
    private readonly Option<string> _release = Opt.Of(
        "--release", "folder", "The release's folder.", Opt.ExistingFolder, required: true);

    private readonly Option<bool> _private = Opt.Switch(
        "--allow-private-networks", "Also read reports of distributors in private networks; for development.");

    public RolloutOptions(Command command)
    {
        command.Add(_release);
        command.Add(_private);
    }

    /// <summary>Opens both.</summary>
    /// <exception cref="CliException">The release has no roll-out.</exception>
    public OpenRollout Open(Invocation call)
    {
        var release = ReleaseFolder.Load(call.Require(_release));
        try
        {
            RolloutFolder rollout = RolloutFolder.Load(release) ?? throw new CliException(
                ExitCodes.Usage,
                $"{release.FolderPath} is no staged roll-out: make one with 'vendor release --rollout'.");
            return new OpenRollout(release, rollout, new StrangerHttp(call.Get(_private)));
        }
        catch
        {
            release.Dispose();
            throw;
        }
    }
}

/// <summary>A release with its roll-out.</summary>
internal sealed record OpenRollout(ReleaseFolder Release, RolloutFolder Rollout, StrangerHttp Http) : IDisposable
{
    /// <summary>Who drives it, over a connection.</summary>
    public RolloutRunner Runner(Invocation call, Connection connection, AccountOutbox? outbox = null) => new(
        connection.Escrow, connection.Network.DeploymentBlock, FundingOptions.Publisher(connection, outbox),
        new ReportCollector(Http), call.Terminal.Time);

    public void Dispose()
    {
        Http.Dispose();
        Release.Dispose();
    }
}

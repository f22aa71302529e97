using System;
using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FairOta.Sdk.Distributor;

/// <summary>Embeds a distributor into an ASP.NET Core host.</summary>
public static class DistributorHosting
{
    /// <summary>Adds the distributor's services, and the hosted service that follows the chain and claims. The host's
    /// <see cref="TimeProvider"/> is its clock, the system's if it has none. Where the hosted service fails, the host
    /// stops.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How the distributor runs; not to be changed afterwards.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; says which and
    /// how.</exception>
    public static IServiceCollection AddFairOtaDistributor(this IServiceCollection services, DistributorOptions options)
    {
        options.Validate();
        IEscrow escrow = options.Escrow!;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.AddSingleton(options);
        services.AddSingleton<HoldingSet>();
        services.AddSingleton(_ => new HoldingStore(options.HoldingsPath));
        services.AddSingleton(_ => new StrangerHttp(options.AllowPrivateNetworks));
        services.AddSingleton(p => new ReleaseFetcher(p.GetRequiredService<StrangerHttp>(), escrow.Identity));
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<ReleaseKeeper>(
            p, options.Releases, options.FetchTimeout));
        services.AddKeyedSingleton(typeof(DistributorService), (_, _) => OpenReports(options));
        services.AddSingleton(p => Open(
            options,
            p.GetRequiredService<HoldingSet>(),
            p.GetRequiredKeyedService<ReportService>(typeof(DistributorService)),
            p.GetRequiredService<IRandomness>()));
        services.AddSingleton(p => new DistributorLoop(
            p.GetRequiredService<DistributorService>(),
            escrow,
            new EscrowFollower(escrow, options.DeploymentBlock),
            p.GetRequiredService<ReleaseKeeper>(),
            options,
            p.GetRequiredService<ILogger<DistributorLoop>>()));
        services.AddSingleton<IHostedService, DistributorWorker>();
        // Nobody may go on taking receipts that nobody claims.
        services.Configure<HostOptions>(
            host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost);
        return services;
    }

    private static ReportService OpenReports(DistributorOptions options)
    {
        Directory.CreateDirectory(options.DataDirectory);
        return new ReportService(new SqliteReportStore(options.ReportsPath));
    }

    private static DistributorService Open(
        DistributorOptions options, HoldingSet holdings, ReportService reports, IRandomness randomness)
    {
        Directory.CreateDirectory(options.DataDirectory);
        EscrowIdentity identity = options.Escrow!.Identity;
        byte[] secret = SecretFile.ReadOrCreate(options.SecretPath, randomness);
        Guid fresh = new(randomness.Draw(16));
        DistributorSetup setup = new(identity.ChainId, identity.Escrow, identity.Account!.Value, secret)
        {
            Policy = options.Policy,
            Packages = PackageAccess.Tokens(options.PackageTokens),
            CachedOffers = options.CachedOffers,
        };
        FileEpochMark mark = new(options.MarkPath);
        try
        {
            return new DistributorService(setup, new SqliteBooks(options.BooksPath), mark, holdings, fresh)
            {
                Reports = reports,
            };
        }
        catch
        {
            mark.Dispose();
            throw;
        }
    }
}

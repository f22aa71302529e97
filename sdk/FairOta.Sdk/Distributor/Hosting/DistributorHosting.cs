using System;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Dashboard;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FairOta.Sdk.Distributor;

/// <summary>Embeds a distributor into an ASP.NET Core host.</summary>
/// <remarks>One host has one distributor: an account, its books and its place on the chain belong to one process, and
/// whoever wants two runs two. Adding a second is an error at once.</remarks>
public static class DistributorHosting
{
    /// <summary>Name of the distributor's meter and of its activity source, for OpenTelemetry.</summary>
    public const string TelemetryName = "FairOta.Distributor";

    /// <summary>Adds the distributor's services, its health check, and the hosted service that follows the chain and
    /// claims. The host's <see cref="TimeProvider"/> is its clock, the system's if it has none. Where the hosted
    /// service fails, the host stops.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">How the distributor runs; not to be changed afterwards.</param>
    /// <exception cref="OptionsValidationException">An option is wrong; says which and how.</exception>
    /// <exception cref="InvalidOperationException">The host has a distributor.</exception>
    public static IServiceCollection AddFairOtaDistributor(this IServiceCollection services, DistributorOptions options)
    {
        options.Validate();
        Add(services);
        return services.AddSingleton(Options.Create(options));
    }

    /// <summary>The same with options that are made when the host starts, where wrong ones end the start with an
    /// <see cref="OptionsValidationException"/>. Where they name no <see cref="DistributorOptions.Escrow"/>, the host's
    /// <see cref="IEscrow"/> service is taken.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="InvalidOperationException">The host has a distributor.</exception>
    public static OptionsBuilder<DistributorOptions> AddFairOtaDistributor(
        this IServiceCollection services, Action<DistributorOptions> configure)
    {
        Add(services);
        return services.AddOptions<DistributorOptions>()
            .Configure(configure)
            .PostConfigure<IServiceProvider>((options, host) => options.Escrow ??= host.GetService<IEscrow>())
            .ValidateOnStart();
    }

    /// <summary>The same with options from a section of the host's configuration, by their names: numbers, times, paths
    /// and switches, those of <see cref="DistributorOptions.Policy"/> and <see cref="DistributorOptions.Limits"/>
    /// included. What a configuration cannot hold, such as the escrow, <paramref name="configure"/> sets.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section.</param>
    /// <param name="configure">Sets the rest, after the section; null for nothing.</param>
    /// <exception cref="InvalidOperationException">The host has a distributor.</exception>
    public static OptionsBuilder<DistributorOptions> AddFairOtaDistributor(
        this IServiceCollection services, IConfiguration section, Action<DistributorOptions>? configure = null) =>
        services.AddFairOtaDistributor(options =>
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            configure?.Invoke(options);
        });

    private static void Add(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(DistributorService)))
            throw new InvalidOperationException("This host has a distributor already; run another in another process.");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.AddMetrics();
        services.AddSingleton<IValidateOptions<DistributorOptions>, Validator>();
        services.AddSingleton(p => p.GetRequiredService<IOptions<DistributorOptions>>().Value);
        services.TryAddSingleton<IDistributorState>(p => new FolderState(OptionsOf(p)));
        services.AddSingleton(p => new HoldingStore(OptionsOf(p).HoldingsPath));
        services.AddSingleton(p => new HoldingSet(p.GetRequiredService<HoldingStore>()));
        services.AddSingleton(p => new StrangerHttp(
            OptionsOf(p).AllowPrivateNetworks, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new SourceSet(
            p.GetRequiredService<StrangerHttp>(),
            new StrangerHttp(true, p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new ReleaseFetcher(
            p.GetRequiredService<SourceSet>(),
            p.GetRequiredService<HoldingStore>(),
            OptionsOf(p).Escrow!.Identity,
            OptionsOf(p).PackageFolder is { } folder ? new PackageFolder(folder) : null));
        services.AddSingleton<IReleaseDuties>(p => p.GetRequiredService<DistributorService>());
        services.AddSingleton(p => new ReleaseKeeper(
            p.GetRequiredService<HoldingSet>(),
            p.GetRequiredService<HoldingStore>(),
            p.GetRequiredService<ReleaseFetcher>(),
            p.GetRequiredService<IReleaseDuties>(),
            OptionsOf(p),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<ReleaseKeeper>>()));
        services.AddSingleton(p => new DistributorGate(new ServingGate(
            OptionsOf(p).Limits, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IRandomness>())));
        services.AddSingleton(p => new DistributorTelemetry(
            p.GetRequiredService<IMeterFactory>(), p.GetRequiredService<ILogger<DistributorTelemetry>>()));
        services.AddSingleton<CallCounter>();
        services.AddKeyedSingleton(typeof(DistributorService), (p, _) => new ReportService(StateOf(p).OpenReports()));
        services.AddSingleton(Open);
        services.AddSingleton(p => new EscrowFollower(
            OptionsOf(p).Escrow!, OptionsOf(p).DeploymentBlock, keepSeconds: Limits.RepairAfterDeadlineSeconds));
        services.AddSingleton(p => new DistributorLoop(
            p.GetRequiredService<DistributorService>(),
            OptionsOf(p).Escrow!,
            OpenTurn(StateOf(p), OptionsOf(p)),
            p.GetRequiredService<EscrowFollower>(),
            p.GetRequiredService<ReleaseKeeper>().Remove,
            OptionsOf(p),
            p.GetRequiredService<CallCounter>(),
            p.GetRequiredService<DistributorTelemetry>(),
            p.GetRequiredService<ILogger<DistributorLoop>>()));
        services.AddKeyedSingleton(typeof(DistributorService), (p, _) => new TrafficTally(
            p.GetRequiredService<TimeProvider>().GetUtcNow().ToUnixTimeSeconds()));
        services.AddSingleton(p => new DistributorProbe(
            p.GetRequiredService<DistributorService>(),
            p.GetRequiredService<EscrowFollower>(),
            p.GetRequiredService<HoldingSet>(),
            p.GetRequiredService<ReleaseKeeper>(),
            p.GetRequiredService<CallCounter>(),
            p.GetRequiredKeyedService<TrafficTally>(typeof(DistributorService)),
            StateOf(p),
            OptionsOf(p)));
        services.AddSingleton<IHostedService, DistributorWorker>();
        services.AddSingleton<DistributorHealthCheck>();
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            "distributor",
            p => p.GetRequiredService<DistributorHealthCheck>(),
            failureStatus: null,
            tags: [HealthEndpoints.Ready]));
        // Nobody may go on taking receipts that nobody claims.
        services.Configure<HostOptions>(
            host => host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost);
    }

    private static ClaimTurn OpenTurn(IDistributorState state, DistributorOptions options)
    {
        ClaimTurn turn = new(() => state.TryOpenOutbox() is { } store
            ? options.Escrow!.OpenOutbox(store, new OutboxOptions
            {
                Confirmations = options.Policy.Confirmations,
                ReplaceSeconds = options.Policy.ReplaceSeconds,
            })
            : null);
        turn.Take(); // what is wrong with it ends the start
        return turn;
    }

    private static IDistributorState StateOf(IServiceProvider services) =>
        services.GetRequiredService<IDistributorState>();

    private static DistributorOptions OptionsOf(IServiceProvider services) =>
        services.GetRequiredService<DistributorOptions>();

    private static DistributorService Open(IServiceProvider services)
    {
        DistributorOptions options = OptionsOf(services);
        HoldingSet holdings = services.GetRequiredService<HoldingSet>();
        IRandomness randomness = services.GetRequiredService<IRandomness>();
        DistributorTelemetry telemetry = services.GetRequiredService<DistributorTelemetry>();
        Directory.CreateDirectory(options.DataDirectory);
        EscrowIdentity identity = options.Escrow!.Identity;
        byte[] secret = SecretFile.ReadOrCreate(options.SecretPath, randomness);
        Guid fresh = new(randomness.Draw(16));
        DistributorSetup setup = new(identity.ChainId, identity.Escrow, identity.Account!.Value, secret)
        {
            Policy = options.Policy,
            Packages = PackageAccess.Tokens(options.PackageTokens),
            CachedOffers = options.CachedOffers,
            Limits = options.Limits,
            Observer = telemetry,
        };
        IDistributorState state = StateOf(services);
        IEpochMarkStore? mark = state.OpenMark();
        try
        {
            DistributorService service = new(setup, state.OpenBooks(), mark, holdings, fresh)
            {
                Reports = services.GetRequiredKeyedService<ReportService>(typeof(DistributorService)),
            };
            telemetry.Observe(
                service, holdings, services.GetRequiredService<EscrowFollower>(),
                services.GetRequiredService<TimeProvider>());
            return service;
        }
        catch
        {
            mark?.Dispose();
            throw;
        }
    }

    private sealed class Validator : IValidateOptions<DistributorOptions>
    {
        public ValidateOptionsResult Validate(string? name, DistributorOptions options)
        {
            var errors = options.Errors();
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}

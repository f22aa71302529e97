using System;
using System.Collections.Generic;
using System.IO;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Options;

namespace FairOta.Sdk.Distributor;

/// <summary>How a distributor runs. Every limit it has is here or in <see cref="Policy"/>.</summary>
public sealed class DistributorOptions
{
    /// <summary>The escrow, calling as the account that is paid. Required.</summary>
    public IEscrow? Escrow { get; set; }

    /// <summary>Block in which the escrow was deployed: nothing is read before it.</summary>
    public long DeploymentBlock { get; set; }

    /// <summary>Folder of the books, the reports and the holdings. Required; made if need be.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>The file that tells whether the books are older than the answers given (<see cref="EpochRules"/>). It
    /// must not be part of the books' backup; by default it lies in <see cref="DataDirectory"/> under
    /// <c>epoch.mark</c>, which a backup of that folder has to leave out.</summary>
    public string? MarkFile { get; set; }

    /// <summary>File of the 32-byte secret that all key polynomials follow from; made if it is not there, readable by
    /// its owner alone. By default <c>secret</c> in <see cref="DataDirectory"/>. It belongs into a backup: without it
    /// the keys of deliveries that are not yet revealed are lost.</summary>
    public string? SecretFile { get; set; }

    /// <summary>Base URL under which this distributor is reached, to be announced on the chain if it is not yet; at
    /// most 120 bytes; null to announce nothing.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>What the distributor decides for itself.</summary>
    public DistributorPolicy Policy { get; set; } = new();

    /// <summary>Which releases it takes up by itself; by default every one that pays in ETH, those that pay most
    /// first.</summary>
    public ReleaseFilter Releases { get; set; } = ReleaseFilter.All with { }; // a configuration is bound into it

    /// <summary>Bearer tokens of callers who may have whole packages; by default none.</summary>
    public IReadOnlyList<string> PackageTokens { get; set; } = [];

    /// <summary>Nodes that give this one packages, each with a token of its own as the case may be; by default none.
    /// They are asked after a release's origins.</summary>
    public IReadOnlyList<PackageSource> PackageSources { get; set; } = [];

    /// <summary>Folder in which packages are looked for before anybody is asked, each as <c>{release id}.package</c>
    /// with 64 lower-case hex digits: a BitTorrent client leaves them there. What is in it is checked as if a stranger
    /// gave it, and never changed. By default none.</summary>
    public string? PackageFolder { get; set; }

    /// <summary>How long a package is awaited in <see cref="PackageFolder"/> before a release's sources are asked; 0,
    /// the default, to 7 days. It is looked for after 5 seconds, and then after twice as long each time, an hour at
    /// most.</summary>
    public TimeSpan PackageWait { get; set; } = TimeSpan.Zero;

    /// <summary>What gas costs, for <see cref="ReleaseFilter.GasMarginPercent"/>; null to judge no reward by
    /// it.</summary>
    public IGasPrice? GasPrice { get; set; }

    /// <summary>How often the origins of a release are asked whether its vendor took it back; a minute to a
    /// day.</summary>
    public TimeSpan RecallInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether vendors' URLs may lead into private networks. For development on one machine only.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>How often the chain is looked at; 100 ms to an hour.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a vendor's origin may take for a release, all that is missing of it together; a second to a
    /// day.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Releases that are brought side by side: a slow origin holds up one; 1 to 64.</summary>
    public int Fetches { get; set; } = 4;

    /// <summary>Sessions whose segment keys are kept in memory, 16 bytes for each segment that was sent; 1 to
    /// 100,000.</summary>
    public int CachedOffers { get; set; } = 256;

    /// <summary>What callers may take of it.</summary>
    public ServingLimits Limits { get; set; } = new();

    /// <summary>How long running steps may go on when the host stops; 0 to 10 minutes. What is cut off is taken up by
    /// the next start. A host gives all its services together its own
    /// <see cref="Microsoft.Extensions.Hosting.HostOptions.ShutdownTimeout"/>, which had better be longer.</summary>
    public TimeSpan StopWithin { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Options for a network: its escrow and the block it came to be in, and the price of gas by its node, so
    /// that rewards are weighed against it.</summary>
    /// <param name="network">The network, connected with an account; not to be disposed before the host.</param>
    public static DistributorOptions On(FairOtaNetwork network) => new()
    {
        Escrow = network.Escrow,
        DeploymentBlock = network.DeploymentBlock,
        GasPrice = new NodeGasPrice(network.Node, TimeProvider.System),
    };

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsValidationException">Says all that is wrong.</exception>
    public void Validate()
    {
        IReadOnlyList<string> errors = Errors();
        if (errors.Count > 0)
            throw new OptionsValidationException(nameof(DistributorOptions), typeof(DistributorOptions), errors);
    }

    internal IReadOnlyList<string> Errors()
    {
        List<string> errors = [];
        void Demand(bool holds, string sentence)
        {
            if (!holds) errors.Add(sentence);
        }

        Demand(Escrow is not null, $"{nameof(Escrow)} is required.");
        Demand(Escrow is null || Escrow.Identity.Account is not null, $"{nameof(Escrow)} must call as an account.");
        Demand(DeploymentBlock >= 0, $"{nameof(DeploymentBlock)} is a block, from 0.");
        Demand(DataDirectory.Length > 0, $"{nameof(DataDirectory)} is required.");
        Demand(PublicUrl is null || BaseUrl.IsValid(PublicUrl),
            $"{nameof(PublicUrl)} is no base URL of at most 120 bytes.");
        Demand(IsWithin(PollInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            $"{nameof(PollInterval)} is 100 ms to an hour.");
        Demand(IsWithin(FetchTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            $"{nameof(FetchTimeout)} is a second to a day.");
        Demand(Fetches is >= 1 and <= 64, $"{nameof(Fetches)} is 1 to 64.");
        Demand(CachedOffers is >= 1 and <= 100_000, $"{nameof(CachedOffers)} is 1 to 100,000.");
        Demand(IsWithin(RecallInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            $"{nameof(RecallInterval)} is a minute to a day.");
        foreach (PackageSource source in PackageSources)
            Demand(BaseUrl.IsValid(source.Url), $"{nameof(PackageSources)} are base URLs of at most 120 bytes.");
        Demand(PackageFolder is not "", $"{nameof(PackageFolder)} is a path, or null.");
        Demand(IsWithin(PackageWait, TimeSpan.Zero, TimeSpan.FromDays(7)), $"{nameof(PackageWait)} is 0 to 7 days.");
        Demand(PackageFolder is not null || PackageWait == TimeSpan.Zero,
            $"{nameof(PackageWait)} needs a {nameof(PackageFolder)}.");
        errors.AddRange(Releases.Errors());
        foreach (string token in PackageTokens)
            Demand(token.Length >= 16, $"{nameof(PackageTokens)} have at least 16 characters each.");
        Demand(IsWithin(StopWithin, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            $"{nameof(StopWithin)} is 0 to 10 minutes.");
        errors.AddRange(Policy.Errors());
        errors.AddRange(Limits.Errors());
        return errors;
    }

    internal string BooksPath => new DistributorFolder(DataDirectory).Books;

    internal string OutboxPath => new DistributorFolder(DataDirectory).Outbox;

    internal string ReportsPath => Path.Combine(DataDirectory, "reports.db");

    internal string HoldingsPath => Path.Combine(DataDirectory, "releases");

    internal string MarkPath => MarkFile ?? Path.Combine(DataDirectory, "epoch.mark");

    internal string SecretPath => SecretFile ?? Path.Combine(DataDirectory, "secret");

    private static bool IsWithin(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
}

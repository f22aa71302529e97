using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.CommandLine;
using System.IO;
using System.Numerics;
using FairOta.Cli.Commands;
using FairOta.Sdk;
using FairOta.Sdk.Distributor;

namespace FairOta.Cli;

/// <summary>Which releases a distributor takes up, and where it finds their packages.</summary>
internal sealed class WorkOptions
{
    private const long SecondsPerHour = 3600;
    private static readonly ReleaseFilter Defaults = ReleaseFilter.All;
    private readonly Option<Address[]> _vendors;
    private readonly Option<Address[]> _barred;
    private readonly Option<BigInteger?> _minReward;
    private readonly Option<long> _gasMargin;
    private readonly Option<long> _gasPerDelivery;
    private readonly Option<long> _minHoursLeft;
    private readonly Option<long> _minDevicesLeft;
    private readonly Option<long> _minPackage;
    private readonly Option<long> _maxPackage;
    private readonly Option<long> _maxBytes;
    private readonly Option<long> _maxDevices;
    private readonly Option<long> _maxReleases;
    private readonly Option<PackageSource[]> _sources;
    private readonly Option<string?> _folder;
    private readonly Option<long> _wait;

    public WorkOptions(Command command)
    {
        T Add<T>(T option)
            where T : Option
        {
            command.Add(option);
            return option;
        }

        Option<long> Number(string name, string value, string description, long least, long most, long otherwise) =>
            Add(Opt.Of(name, value, description, Opt.Number(least, most), otherwise));

        _vendors = Add(Opt.Many("--vendor", "address", "Take only releases of this vendor account.", Address.Parse));
        _barred = Add(Opt.Many("--bar-vendor", "address", "Take no release of this vendor account.", Address.Parse));
        _minReward = Add(Opt.Of<BigInteger?>(
            "--min-reward", "amount", "Take only releases in ETH that pay this much, as 0.001eth; by default 1wei.",
            text => Amount.Wei(text)));
        _gasMargin = Number(
            "--gas-margin", "percent",
            "Take only releases that are worth this share of what claiming a delivery costs now; 0 asks for none.",
            0, 100_000, Defaults.GasMarginPercent);
        _gasPerDelivery = Number(
            "--gas-per-delivery", "gas", "What claiming a delivery is taken to cost.", 1, 10_000_000,
            Defaults.GasPerDelivery);
        _minHoursLeft = Number(
            "--min-hours-left", "hours", "Take up only what can be claimed for so long yet.", 6, 8_760,
            Defaults.MinSecondsLeft / SecondsPerHour);
        _minDevicesLeft = Number(
            "--min-devices-left", "count", "Take up only what so many devices still lack.", 1, int.MaxValue,
            Defaults.MinDevicesLeft);
        _minPackage = Number("--min-package", "bytes", "Smallest package.", 0, int.MaxValue, Defaults.MinPackageBytes);
        _maxPackage = Number("--max-package", "bytes", "Largest package.", 1, int.MaxValue, Defaults.MaxPackageBytes);
        _maxBytes = Number(
            "--max-bytes", "bytes", "Packages and fleets held in all; what earns least gives way.", 1, 1L << 44,
            Defaults.MaxTotalBytes);
        _maxDevices = Number(
            "--max-devices", "count", "Devices of all fleets held, some 170 bytes of memory each.", 1, 1L << 32,
            Defaults.MaxTotalDevices);
        _maxReleases = Number("--max-releases", "count", "Releases held.", 1, 100_000, Defaults.MaxReleases);
        _sources = Add(Opt.Many(
            "--package-source", "url=file",
            "Fetch packages from here too, with the bearer token that the file holds, as from another distributor of "
            + "yours; the file may be left out.",
            Source));
        _folder = Add(Opt.Of<string?>(
            "--package-folder", "folder",
            "Look for packages here before anybody is asked, as a BitTorrent client saves them: <release id>.package.",
            Opt.ExistingFolder));
        _wait = Add(Opt.Of(
            "--package-wait", "time",
            "How long a package is awaited in --package-folder before the origins are asked, as 10m; 7d at most.",
            Duration.Seconds, 0L));
    }

    /// <summary>Where the operator's other programs leave packages; null for nowhere.</summary>
    public string? Folder(Invocation call) => call.Get(_folder);

    /// <summary>How long they are awaited there.</summary>
    public TimeSpan Wait(Invocation call) => TimeSpan.FromSeconds(call.Require(_wait));

    /// <summary>Where packages are fetched beside the releases' origins.</summary>
    public IReadOnlyList<PackageSource> Sources(Invocation call) => call.Require(_sources);

    /// <summary>What is taken up.</summary>
    /// <param name="call">The invocation.</param>
    /// <param name="tokens">Least rewards in tokens.</param>
    public ReleaseFilter Read(Invocation call, ImmutableDictionary<Address, BigInteger> tokens) => Defaults with
    {
        Vendors = call.Require(_vendors) is { Length: > 0 } vendors ? [.. vendors] : null,
        BarredVendors = [.. call.Require(_barred)],
        MinReward = call.Get(_minReward) ?? BigInteger.One,
        Tokens = tokens,
        GasMarginPercent = (int)call.Require(_gasMargin),
        GasPerDelivery = call.Require(_gasPerDelivery),
        MinSecondsLeft = call.Require(_minHoursLeft) * SecondsPerHour,
        MinDevicesLeft = (int)call.Require(_minDevicesLeft),
        MinPackageBytes = (int)call.Require(_minPackage),
        MaxPackageBytes = (int)call.Require(_maxPackage),
        MaxTotalBytes = call.Require(_maxBytes),
        MaxTotalDevices = call.Require(_maxDevices),
        MaxReleases = (int)call.Require(_maxReleases),
    };

    private static PackageSource Source(string text)
    {
        string[] parts = text.Split('=', 2);
        string url = Opt.Url(parts[0]);
        if (parts.Length == 1) return new PackageSource(url, null);
        string token = File.ReadAllText(Opt.ExistingFile(parts[1])).Trim();
        return token.Length > 0
            ? new PackageSource(url, token)
            : throw new FormatException("its file holds no token.");
    }
}

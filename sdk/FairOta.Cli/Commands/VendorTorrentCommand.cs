using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk.Swarm;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Writes what BitTorrent clients need to carry a release's package.</summary>
internal sealed class VendorTorrentCommand : ToolCommand
{
    private const int MaxTrackerBytes = 250;
    private readonly Option<string> _release;
    private readonly Option<string> _out;
    private readonly Option<string[]> _trackers;
    private readonly Option<bool> _private;

    public VendorTorrentCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "torrent",
            "Write a .torrent file, by which BitTorrent v2 carries a release's package beside its origins. Whoever has "
            + "the package has the image, and whoever joins hands it on to anybody who asks.")
    {
        _release = Has(Opt.Of("--release", "folder", "The release's folder.", Opt.ExistingFolder, true));
        _out = Has(Opt.Of("--out", "file", "The file to write, or to replace.", Opt.AnyFile, true));
        _trackers = Has(Opt.Many(
            "--tracker", "url", "Where peers find each other; without one they do by the DHT.", Tracker));
        _private = Has(Opt.Switch(
            "--private", "Peers find each other by the trackers alone: no DHT, no exchange of peers."));
        Examples =
        [
            "fairota vendor torrent --release releases/1.2.0 --out 1.2.0.torrent",
            "fairota vendor torrent --release releases/1.2.0 --out 1.2.0.torrent --private \\",
            "    --tracker https://tracker.acme.example/announce",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        using ReleaseFolder folder = ReleaseFolder.Load(call.Require(_release));
        Release release = folder.Release;
        MetainfoTerms terms = new()
        {
            WebSeeds = MetainfoTerms.Origins(release.Manifest, release.Terms.Url),
            Trackers = Trackers(call),
            IsPrivate = call.Get(_private),
        };
        var metainfo = Metainfo.Of(release.Id, release.Package, terms);
        string path = call.Require(_out);
        WholeFile.Write(path, metainfo.Bytes);
        if (terms.WebSeeds.Count == 0)
            call.Warn("The release names no origin, so somebody who has the package must seed it.");
        return Task.FromResult(call.Done(Describe(path, release, metainfo), Lines(path, metainfo)));
    }

    private string[] Trackers(Invocation call)
    {
        string[] trackers = [.. call.Require(_trackers).Distinct()];
        if (trackers.Length > Metainfo.MaxUrls)
            throw new CliException(ExitCodes.Usage, $"At most {Metainfo.MaxUrls} trackers have room.");
        return trackers.Length > 0 || !call.Get(_private)
            ? trackers
            : throw new CliException(ExitCodes.Usage, "--private: without a --tracker no peer finds another.");
    }

    private static JsonObject Describe(string path, Release release, Metainfo metainfo) => new()
    {
        ["file"] = path,
        ["releaseId"] = release.Id.ToString(),
        ["name"] = metainfo.Name,
        ["bytes"] = metainfo.FileBytes,
        ["pieceBytes"] = metainfo.PieceBytes,
        ["infoHash"] = Convert.ToHexStringLower(metainfo.InfoHash),
        ["magnet"] = metainfo.Magnet,
        ["webSeeds"] = Array(metainfo.Terms.WebSeeds),
        ["trackers"] = Array(metainfo.Terms.Trackers),
        ["private"] = metainfo.Terms.IsPrivate,
    };

    private static string[] Lines(string path, Metainfo metainfo) =>
    [
        $"written    {path}",
        $"file       {metainfo.Name}, {metainfo.FileBytes} bytes in pieces of {metainfo.PieceBytes}",
        $"info-hash  {Convert.ToHexStringLower(metainfo.InfoHash)}",
        .. metainfo.Terms.WebSeeds.Select(url => $"web seed   {url}"),
        .. metainfo.Terms.Trackers.Select(url => $"tracker    {url}"),
        $"magnet     {metainfo.Magnet}",
        "Whoever has the package has the image: give this on only if everybody may have it.",
    ];

    private static JsonArray Array(IEnumerable<string> urls) => new([.. urls.Select(url => (JsonNode)url)]);

    private static string Tracker(string text) =>
        text.Length <= MaxTrackerBytes
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme is "http" or "https" or "udp"
        && url.Host.Length > 0 && url.Fragment.Length == 0
            ? text
            : throw new FormatException(
                $"an http, https or udp URL of at most {MaxTrackerBytes} bytes is expected, as "
                + "https://tracker.example/announce.");
}

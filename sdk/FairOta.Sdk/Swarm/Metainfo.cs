using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Swarm;

/// <summary>What a BitTorrent client reads to fetch a package: metainfo of version 2 alone (BEP 52), of one file. A
/// function of package and terms: whoever repeats it gets the same bytes.</summary>
internal sealed class Metainfo
{
    /// <summary>Most bytes of a package: an image of 64 MiB, and its tail.</summary>
    public const long MaxFileBytes = Limits.MaxImageBytes + (long)Limits.MaxSegmentBytes;

    /// <summary>Most web seeds, and most trackers.</summary>
    public const int MaxUrls = 16;

    private const int MostPieces = 1024;

    private Metainfo(ReleaseId release, IContent package, MetainfoTerms terms)
    {
        Name = PackageFile.NameOf(release);
        FileBytes = package.Length;
        PieceBytes = PieceBytesOf(package.Length);
        Terms = terms;
        var tree = PieceTree.Of(package, PieceBytes);
        byte[] file = Bencode.Dictionary(("length", Bencode.Of(FileBytes)), ("pieces root", Bencode.Of(tree.Root)));
        byte[] info = Bencode.Dictionary(
            ("file tree", Bencode.Dictionary((Name, Bencode.Dictionary(("", file))))),
            ("meta version", Bencode.Of(2)),
            ("name", Bencode.Of(Name)),
            ("piece length", Bencode.Of(PieceBytes)),
            ("private", terms.IsPrivate ? Bencode.Of(1) : null));
        InfoHash = SHA256.HashData(info);
        byte[]?[] layers = [tree.Layer.Length > 0 ? Bencode.Of(tree.Layer) : null];
        Bytes = Bencode.Dictionary(
            ("announce", terms.Trackers.Count > 0 ? Bencode.Of(terms.Trackers[0]) : null),
            ("announce-list", terms.Trackers.Count > 1 ? Tiers(terms.Trackers) : null),
            ("info", info),
            ("piece layers", Bencode.Dictionary(layers.Select(layer => (tree.Root, layer)))),
            ("url-list", terms.WebSeeds.Count > 0 ? Bencode.List(terms.WebSeeds.Select(Bencode.Of)) : null));
    }

    /// <summary>The bencoded metainfo: a <c>.torrent</c> file.</summary>
    public byte[] Bytes { get; }

    /// <summary>SHA-256 of the info dictionary, 32 bytes: what the swarm is found by.</summary>
    public byte[] InfoHash { get; }

    /// <summary>Name of the file.</summary>
    public string Name { get; }

    /// <summary>Length of the file.</summary>
    public long FileBytes { get; }

    /// <summary>Length of a piece, a power of two.</summary>
    public int PieceBytes { get; }

    /// <summary>Who serves it, and who may find it.</summary>
    public MetainfoTerms Terms { get; }

    /// <summary>The magnet link (BEP 9, with the multihash of BEP 52): enough for whoever finds a peer.</summary>
    public string Magnet => string.Concat(
        [
            $"magnet:?xt=urn:btmh:1220{Convert.ToHexStringLower(InfoHash)}&dn={Name}&xl={FileBytes}",
            .. Terms.Trackers.Select(url => "&tr=" + Uri.EscapeDataString(url)),
            .. Terms.WebSeeds.Select(url => "&ws=" + Uri.EscapeDataString(url)),
        ]);

    /// <summary>The length of a piece: the shortest that makes at most 1,024 of them, so that they are listed in
    /// 32 KiB.</summary>
    /// <param name="fileBytes">From 1 to <see cref="MaxFileBytes"/>.</param>
    public static int PieceBytesOf(long fileBytes)
    {
        int piece = PieceTree.BlockBytes;
        while ((long)piece * MostPieces < fileBytes) piece *= 2;
        return piece;
    }

    /// <summary>Makes the metainfo of a package, which is read once.</summary>
    /// <param name="release">The release.</param>
    /// <param name="package">c[1..n].</param>
    /// <param name="terms">Who serves it, and who may find it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The package is empty or longer than
    /// <see cref="MaxFileBytes"/>, or there are more than <see cref="MaxUrls"/> URLs of a kind.</exception>
    /// <exception cref="System.IO.IOException">The package cannot be read.</exception>
    public static Metainfo Of(ReleaseId release, IContent package, MetainfoTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(package.Length, MaxFileBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.WebSeeds.Count, MaxUrls);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Trackers.Count, MaxUrls);
        return new Metainfo(release, package, terms);
    }

    /// <summary>Every tracker in a tier of its own (BEP 12): the next is asked where the one before fails.</summary>
    private static byte[] Tiers(IReadOnlyList<string> trackers) =>
        Bencode.List(trackers.Select(url => Bencode.List([Bencode.Of(url)])));
}

using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using FairOta.Sdk.Serving;
using FairOta.Sdk.Swarm;
using FairOta.Sdk.Tests.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Manifest = FairOta.Core.Manifest;

namespace FairOta.Sdk.Tests.Swarm;

/// <summary>Metainfo as another implementation and libtorrent make it (<c>tests/vectors/bittorrent</c>).</summary>
[TestClass]
public sealed class MetainfoTests
{
    private const int Block = PieceTree.BlockBytes;
    private static readonly JsonElement Vectors = Load();
    private static readonly ReleaseId Release = ReleaseId.FromBytes(Vectors.Hex("release"));

    public static IEnumerable<object[]> Trees() => Rows("trees");

    public static IEnumerable<object[]> Torrents() => Rows("torrents");

    [TestMethod]
    [DynamicData(nameof(Trees))]
    public void PieceTree_OfAnyLength_IsLibtorrents(int number)
    {
        JsonElement row = Vectors.GetProperty("trees")[number];
        var tree = PieceTree.Of(Content(row.Number("length")), (int)row.Number("piece"));
        CollectionAssert.AreEqual(row.Hex("root"), tree.Root);
        Assert.AreEqual(row.Number("layerBytes"), tree.Layer.Length);
        CollectionAssert.AreEqual(row.Hex("layerSha256"), SHA256.HashData(tree.Layer));
    }

    [TestMethod]
    [DynamicData(nameof(Torrents))]
    public void Metainfo_OfAPackage_IsByteForByteWhatTheModelMakes(int number)
    {
        JsonElement row = Vectors.GetProperty("torrents")[number];
        MetainfoTerms terms = new()
        {
            WebSeeds = Texts(row, "seeds"),
            Trackers = Texts(row, "trackers"),
            IsPrivate = row.GetProperty("private").GetBoolean(),
        };
        IContent content = Content(row.Number("length"));
        Metainfo made = Metainfo.Of(Release, content, terms);
        Assert.AreEqual(row.Number("piece"), made.PieceBytes);
        Assert.AreEqual(row.Number("torrentBytes"), made.Bytes.Length);
        CollectionAssert.AreEqual(row.Hex("torrentSha256"), SHA256.HashData(made.Bytes));
        CollectionAssert.AreEqual(row.Hex("infoHash"), made.InfoHash);
        CollectionAssert.AreEqual(made.Bytes, Metainfo.Of(Release, content, terms).Bytes);
    }

    [TestMethod]
    public void Magnet_OfAPackage_HasTheHashAsMultihashAndWhoServes()
    {
        Metainfo made = Metainfo.Of(Release, Content(100), new MetainfoTerms
        {
            WebSeeds = ["https://ota.example/v1"],
            Trackers = ["udp://tracker.example:6969", "https://t.example/a?key=b"],
        });
        Assert.AreEqual(
            $"magnet:?xt=urn:btmh:1220{Convert.ToHexStringLower(made.InfoHash)}&dn={Release.ToWire()}.package&xl=100"
            + "&tr=udp%3A%2F%2Ftracker.example%3A6969&tr=https%3A%2F%2Ft.example%2Fa%3Fkey%3Db"
            + "&ws=https%3A%2F%2Fota.example%2Fv1",
            made.Magnet);
    }

    [TestMethod]
    [DataRow(1L, Block)]
    [DataRow(1024L * Block, Block)]
    [DataRow(1024L * Block + 1, 2 * Block)]
    [DataRow(Metainfo.MaxFileBytes, 8 * Block)]
    public void PieceBytes_ByLength_MakeAtMost1024Pieces(long length, int expected) =>
        Assert.AreEqual(expected, Metainfo.PieceBytesOf(length));

    [TestMethod]
    public void Metainfo_EmptyOrTooLargeOrOfTooManyUrls_IsRefused()
    {
        void Refused(IContent content, MetainfoTerms terms) =>
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Metainfo.Of(Release, content, terms));
        string[] many = [.. Enumerable.Repeat("https://ota.example", Metainfo.MaxUrls + 1)];
        Refused(new MemoryContent(Array.Empty<byte>()), new MetainfoTerms());
        Refused(new Vast(Metainfo.MaxFileBytes + 1), new MetainfoTerms());
        Refused(Content(100), new MetainfoTerms { WebSeeds = many });
        Refused(Content(100), new MetainfoTerms { Trackers = many });
    }

    [TestMethod]
    [DataRow(Block / 2)]
    [DataRow(Block + 1)]
    [DataRow(3 * Block)]
    public void PieceTree_PiecesOfNoPowerOfTwoBlocks_IsRefused(int pieceBytes) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => PieceTree.Of(Content(100), pieceBytes));

    [TestMethod]
    public void Origins_OfAManifest_AreThePackagesUrlsOnceEach()
    {
        Manifest manifest = Sample.Build(plan => plan with
        {
            Origins = ["https://one.example", "https://two.example/ota"],
        }).Manifest;
        string id = ReleaseId.FromBytes(manifest.ReleaseId()).ToWire();
        CollectionAssert.AreEqual(
            new[]
            {
                $"https://two.example/ota/v1/releases/{id}/package/",
                $"https://one.example/v1/releases/{id}/package/",
            },
            MetainfoTerms.Origins(manifest, "https://two.example/ota/").ToArray());
        Assert.HasCount(2, MetainfoTerms.Origins(manifest, "ftp://no.example"));
    }

    private static MemoryContent Content(long length)
    {
        byte[] bytes = new byte[(length + 31) / 32 * 32];
        Span<byte> number = stackalloc byte[4];
        for (int i = 0; i < bytes.Length / 32; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(number, i);
            SHA256.HashData(number, bytes.AsSpan(32 * i, 32));
        }

        return new MemoryContent(bytes.AsMemory(0, (int)length));
    }

    private static string[] Texts(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(each => each.GetString()!)];

    private static IEnumerable<object[]> Rows(string name) =>
        Enumerable.Range(0, Vectors.GetProperty(name).GetArrayLength()).Select(i => new object[] { i });

    private static JsonElement Load()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(VectorFiles.RepositoryRoot, "tests", "vectors", "bittorrent", "metainfo.json")));
        return document.RootElement.Clone();
    }

    /// <summary>More than anybody would read.</summary>
    private sealed class Vast(long length) : IContent
    {
        public long Length => length;

        public void Read(long offset, Span<byte> buffer) => throw new IOException("It is not read.");
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Images;

/// <summary>Images made by imgtool, MCUboot's own, and what becomes of damaged ones.</summary>
[TestClass]
public sealed class McuBootFuzzTests
{
    private static readonly JsonElement Vectors = Load();

    public static IEnumerable<object[]> Rows => Vectors.GetProperty("images").EnumerateArray()
        .Select(row => new object[] { row.GetProperty("name").GetString()! });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void ImageOfImgtool_IsBootedOrNot_AsMcuBootWould(string name)
    {
        JsonElement row = Vectors.GetProperty("images").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == name);
        var bootloader = new McuBootBootloader([McuBootKey.FromPem(Text("publicKey"))]);
        byte[] image = row.Hex("image");
        if (row.GetProperty("boots").GetBoolean())
            Assert.IsNotNull(bootloader.Check(McuBootImage.Parse(image)));
        else
            Assert.ThrowsExactly<ProtocolException>(() => bootloader.Check(McuBootImage.Parse(image)));
    }

    [TestMethod]
    public void ImageOfImgtool_UnderItsOwnKey_IsBooted()
    {
        byte[] image = Vectors.GetProperty("images").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "by another key").Hex("image");
        new McuBootBootloader([McuBootKey.FromPem(Text("otherPublicKey"))]).Check(McuBootImage.Parse(image));
    }

    [TestMethod]
    [DataRow("ed25519PublicKey")]
    [DataRow("p384PublicKey")]
    public void KeyOfImgtool_OfAnotherKind_IsRefused(string name) =>
        Assert.ThrowsExactly<ProtocolException>(() => McuBootKey.FromPem(Text(name)));

    /// <summary>Whatever bytes change, there is a refusal or an image whose signed part is untouched; and reading it in
    /// pieces ends as reading it whole.</summary>
    [TestMethod]
    public void Image_DamagedAtRandom_IsRefusedOrTheSame()
    {
        byte[] right = new McuBootWriter().Build();
        byte[] digest = McuBootImage.Parse(right).Digest;
        var bootloader = new McuBootBootloader([McuBootWriter.TrustedKey]);
        var random = new Random(20261123);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] image = Damage(right, random);
            bool whole = TryParse(image, out McuBootImage? parsed);
            Assert.AreEqual(whole, IsReadInPieces(image, 1 + random.Next(64)), $"round {round}");
            if (whole && Boots(bootloader, parsed!)) CollectionAssert.AreEqual(digest, parsed!.Digest);
        }
    }

    [TestMethod]
    public void Bytes_AtRandom_AreRefused()
    {
        var random = new Random(5);
        for (int round = 0; round < 5_000; round++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 4 && random.Next(2) == 0) McuBootWriter.Le32(McuBootHeader.Magic).CopyTo(bytes, 0);
            Assert.IsFalse(TryParse(bytes, out _));
        }
    }

    private static byte[] Damage(byte[] right, Random random)
    {
        // Header and entries are where decisions are; the payload only has to be hashed.
        byte[] image = [.. right];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(2) == 0 ? random.Next(32) : 332 + random.Next(image.Length - 332);
            image[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(image[at] + random.Next(-2, 3));
        }

        return random.Next(8) == 0 ? image[..random.Next(image.Length)] : image;
    }

    private static bool TryParse(byte[] image, out McuBootImage? parsed)
    {
        try
        {
            parsed = McuBootImage.Parse(image);
            return true;
        }
        catch (ProtocolException)
        {
            parsed = null;
            return false;
        }
    }

    private static bool IsReadInPieces(byte[] image, int pieceBytes)
    {
        try
        {
            var reader = new McuBootReader(image.Length);
            foreach (byte[] piece in image.Chunk(pieceBytes)) reader.Append(piece, 0, piece.Length);
            reader.End();
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private static bool Boots(McuBootBootloader bootloader, McuBootImage image)
    {
        try
        {
            bootloader.Check(image);
            return true;
        }
        catch (ProtocolException)
        {
            return false;
        }
    }

    private static string Text(string name) => Vectors.GetProperty(name).GetString()!;

    private static JsonElement Load()
    {
        string path = Path.Combine(VectorFiles.RepositoryRoot, "tests", "vectors", "mcuboot", "imgtool.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}

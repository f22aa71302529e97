using System.Linq;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Core.Tests.Images;

[TestClass]
public sealed class McuBootReaderTests
{
    private const string CutOff = "cut off";
    private static readonly McuBootWriter Right = new();

    [TestMethod]
    public void Image_WellFormed_SaysWhatItIs()
    {
        McuBootImage image = McuBootImage.Parse((Right with { HeaderBytes = 512, LoadAddress = 9, Flags = 1 }).Build());
        Assert.AreEqual("1.2.3.4", image.Header.Version.ToString());
        Assert.AreEqual(512, image.Header.HeaderBytes);
        Assert.AreEqual(300L, image.Header.PayloadBytes);
        Assert.AreEqual(12, image.Header.ProtectedBytes);
        Assert.AreEqual(9u, image.Header.LoadAddress);
        Assert.AreEqual(1u, image.Header.Flags);
        Assert.AreEqual(5L, image.SecurityCounter);
        CollectionAssert.AreEqual(
            new[] { 0x50, 0x10, 0x01, 0x22 }, image.Entries.Select(entry => entry.Type).ToArray());
        CollectionAssert.AreEqual(
            new[] { true, false, false, false }, image.Entries.Select(entry => entry.IsProtected).ToArray());
        CollectionAssert.AreEqual(image.Digest, image.Entries[1].Value);
    }

    [TestMethod]
    public void Image_LargestFields_AreRead()
    {
        McuBootImage image = McuBootImage.Parse((Right with
        {
            Version = new ImageVersion(255, 255, 65535, uint.MaxValue),
            Protected = [(0x50, McuBootWriter.Le32(uint.MaxValue))],
        }).Build());
        Assert.AreEqual("255.255.65535.4294967295", image.Header.Version.ToString());
        Assert.AreEqual(4294967295L, image.SecurityCounter);
    }

    [TestMethod]
    public void Image_WithoutProtectedEntries_HasNoCounter() =>
        Assert.IsNull(McuBootImage.Parse((Right with { Protected = [] }).Build()).SecurityCounter);

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(32)]
    [DataRow(256)]
    public void Reader_PiecesOfAnySize_SeeTheSame(int pieceBytes)
    {
        byte[] image = Right.Build();
        var reader = new McuBootReader(image.Length);
        foreach (byte[] piece in image.Chunk(pieceBytes)) reader.Append(piece, 0, piece.Length);
        reader.End();
        Assert.AreEqual(5L, reader.SecurityCounter);
        Assert.AreEqual("1.2.3.4", reader.Header.Version.ToString());
    }

    [TestMethod]
    public void Image_CutAtAnyByte_IsRefused()
    {
        byte[] image = Right.Build();
        for (int length = 0; length < image.Length; length++)
        {
            byte[] cut = image[..length];
            Assert.ThrowsExactly<ProtocolException>(() => McuBootImage.Parse(cut), $"{length} bytes");
            var reader = new McuBootReader(image.Length);
            reader.Append(cut, 0, cut.Length);
            Assert.ThrowsExactly<ProtocolException>(reader.End, $"{length} bytes");
        }
    }

    [TestMethod]
    public void Image_WithBytesBehind_IsRefused()
    {
        byte[] image = [.. Right.Build(), 0xff];
        Refused("does not end where", image);
        var reader = new McuBootReader(image.Length - 1);
        reader.Append(image, 0, image.Length - 1);
        Assert.ThrowsExactly<ProtocolException>(() => reader.Append(image, image.Length - 1, 1));
    }

    [TestMethod]
    public void Image_OfAnotherMagic_IsRefused() => Refused("something else", Right with { Magic = 0x96f3b83c });

    [TestMethod]
    public void Image_HeaderBelow32Bytes_IsRefused() => Refused("too small", Right with { HeaderBytes = 31 });

    [TestMethod]
    public void Image_PayloadEmpty_IsRefused() => Refused("too small", Right with { Payload = [] });

    [TestMethod]
    [DataRow(0x04u, "encrypted")]
    [DataRow(0x08u, "encrypted")]
    [DataRow(0x10u, "not bootable")]
    [DataRow(0x20u, "not bootable")]
    [DataRow(0x200u, "compressed")]
    [DataRow(0x400u, "compressed")]
    [DataRow(0x800u, "compressed")]
    public void Image_FlagThatNeedsMore_IsRefused(uint flag, string because) =>
        Refused(because, Right with { Flags = flag });

    [TestMethod]
    [DataRow(0x01u)]
    [DataRow(0x100u)]
    public void Image_FlagThatMcuBootPassesOver_IsTaken(uint flag) =>
        McuBootImage.Parse((Right with { Flags = flag }).Build());

    [TestMethod]
    [DataRow(301u)]
    [DataRow(0x7fffffffu)]
    [DataRow(0xffffffffu)]
    public void Image_PayloadSaidLonger_IsRefused(uint said) =>
        Assert.ThrowsExactly<ProtocolException>(
            () => McuBootImage.Parse((Right with { SaidPayloadBytes = said }).Build()));

    [TestMethod]
    public void Image_PayloadSaidShorter_IsRefused() =>
        Refused("do not begin where", Right with { SaidPayloadBytes = 299 });

    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(13)]
    public void Image_ProtectedSaidOfAnotherLength_IsRefused(int said) =>
        Refused("not as long as its header", Right with { SaidProtectedBytes = said });

    [TestMethod]
    public void Image_ProtectedNotSaid_IsRefused() => Refused("do not begin", Right with { SaidProtectedBytes = 0 });

    [TestMethod]
    public void Image_ProtectedSaidAndMissing_IsRefused() =>
        Refused("do not begin", Right with { Protected = [], SaidProtectedBytes = 12 });

    [TestMethod]
    public void Image_ProtectedBeyondTheEnd_IsRefused() => Refused(CutOff, Right with { SaidProtectedBytes = 65535 });

    [TestMethod]
    public void Image_EntryOfAWrongLength_IsRefused()
    {
        byte[] image = Right.Build();
        int length = 32 + 300 + 4 + 2;
        Refused("beyond its end", Changed(image, length, 5));
        Refused("4 bytes", Changed(image, length, 3));
        int last = image.Length - Last(image) - 2;
        Refused("beyond its end", Changed(image, last, (byte)(image[last] + 1)));
        Refused("beyond its end", Changed(image, last, (byte)(image[last] - 1)));
    }

    [TestMethod]
    [DataRow(0x50)]
    [DataRow(0x40)]
    [DataRow(0x60)]
    [DataRow(0x25)]
    [DataRow(0xa0)]
    public void Image_EntryThatShouldBeProtected_IsRefused(int type) => Refused(
        "should be a protected one", Right with { Unprotected = digest => [(type, McuBootWriter.Le32(1))] });

    [TestMethod]
    public void Image_EmptyEntryAtTheEndOfTheProtected_IsRefusedAsMcuBootDoes()
    {
        (int Type, byte[] Value) counter = (0x50, McuBootWriter.Le32(5));
        Refused("should be a protected one", Right with { Protected = [counter, (0x6f, [])] });
        McuBootImage.Parse((Right with { Protected = [(0x6f, []), counter] }).Build());
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(5)]
    [DataRow(8)]
    public void Image_CounterNotOf4Bytes_IsRefused(int length) =>
        Refused("4 bytes", Right with { Protected = [(0x50, new byte[length])] });

    [TestMethod]
    public void Image_CounterTwice_IsRefused() => Refused(
        "twice", Right with { Protected = [(0x50, McuBootWriter.Le32(1)), (0x50, McuBootWriter.Le32(1))] });

    [TestMethod]
    public void Manifest_OfTheImage_IsAgreedTo()
    {
        byte[] image = Right.Build();
        var reader = new McuBootReader(Describe(image));
        reader.Append(image, 0, image.Length);
        reader.End();
    }

    [TestMethod]
    public void Manifest_OfAnotherVersion_IsKnownFromTheHeader()
    {
        byte[] image = Right.Build();
        Manifest manifest = Describe(image);
        manifest.Version = new ImageVersion(1, 2, 3, 5);
        var reader = new McuBootReader(manifest);
        var refusal = Assert.ThrowsExactly<ProtocolException>(() => reader.Append(image, 0, 32));
        StringAssert.Contains(refusal.Message, "version");
    }

    [TestMethod]
    public void Manifest_OfAnotherCounterOrSize_IsRefused()
    {
        byte[] image = Right.Build();
        Manifest manifest = Describe(image);
        manifest.SecurityCounter = 6;
        Assert.ThrowsExactly<ProtocolException>(() => new McuBootReader(manifest).Append(image, 0, image.Length));
        manifest = Describe(image);
        manifest.ImageSize++;
        Assert.ThrowsExactly<ProtocolException>(() => new McuBootReader(manifest).Append(image, 0, image.Length));
    }

    [TestMethod]
    public void Manifest_ForAnImageWithoutCounter_IsRefused()
    {
        byte[] image = (Right with { Protected = [] }).Build();
        Manifest manifest = Describe(image);
        manifest.SecurityCounter = 0;
        var refusal = Assert.ThrowsExactly<ProtocolException>(
            () => new McuBootReader(manifest).Append(image, 0, image.Length));
        StringAssert.Contains(refusal.Message, "no security counter");
    }

    private static Manifest Describe(byte[] image) => new()
    {
        ImageSize = image.Length,
        Version = new ImageVersion(1, 2, 3, 4),
        SecurityCounter = 5,
    };

    private static void Refused(string because, McuBootWriter writer) => Refused(because, writer.Build());

    private static void Refused(string because, byte[] image)
    {
        var refusal = Assert.ThrowsExactly<ProtocolException>(() => McuBootImage.Parse(image));
        StringAssert.Contains(refusal.Message, because);
    }

    private static byte[] Changed(byte[] image, int position, byte value)
    {
        byte[] changed = [.. image];
        changed[position] = value;
        return changed;
    }

    private static int Last(byte[] image) => McuBootImage.Parse(image).Entries[^1].Value.Length;
}

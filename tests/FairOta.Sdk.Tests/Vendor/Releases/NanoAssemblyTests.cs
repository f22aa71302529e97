using System;
using FairOta.Sdk.Vendor;
using FairOta.Tests.Vectors;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Vendor.Releases;

[TestClass]
public sealed class NanoAssemblyTests
{
    private readonly byte[] _assembly = NanoAssemblyWriter.Write(1, 300);

    [TestMethod]
    public void Defect_OfAWholeAssembly_IsNone() => Assert.IsNull(NanoAssembly.Defect(_assembly));

    [TestMethod]
    public void Defect_OfAnyChangedByte_IsFound()
    {
        for (int i = 0; i < _assembly.Length; i++)
        {
            _assembly[i] ^= 0x10;
            Assert.IsNotNull(NanoAssembly.Defect(_assembly), $"byte {i}");
            _assembly[i] ^= 0x10;
        }
    }

    [TestMethod]
    public void Defect_OfAnyOtherLength_IsFound()
    {
        for (int length = 0; length < _assembly.Length; length++)
            Assert.IsNotNull(NanoAssembly.Defect(_assembly.AsSpan(0, length)), $"{length} bytes");
        byte[] longer = _assembly;
        Array.Resize(ref longer, longer.Length + 4);
        Assert.IsNotNull(NanoAssembly.Defect(longer));
    }

    [TestMethod]
    [DataRow(16, 1U, "restarted")]
    [DataRow(20, 0x85D582CBU, "native methods")]
    [DataRow(24, 0U, "patches")]
    [DataRow(36, 0x0002_0000U, "string table")]
    [DataRow(100, 304U, "cut off")]
    [DataRow(104, 1U, "patches")]
    public void Defect_OfWhatTheInterpreterRefusesOrCannotRun_IsFound(int offset, uint value, string expected)
    {
        NanoAssemblyWriter.Put(_assembly, offset, value);
        NanoAssemblyWriter.Seal(_assembly);
        Assert.Contains(expected, NanoAssembly.Defect(_assembly)!);
    }

    [TestMethod]
    public void Defect_OfTheNextLinesMarker_IsFound()
    {
        _assembly[5] = (byte)'2';
        NanoAssemblyWriter.Seal(_assembly);
        Assert.Contains("NFMRK1", NanoAssembly.Defect(_assembly)!);
    }

    // CRC-32/CKSUM's check value, 0x765E7680, inverted back.
    [TestMethod]
    public void Crc_OfTheUsualDigits_IsThePublishedCheckValue() =>
        Assert.AreEqual(0x89A1897FU, NanoAssembly.Crc("123456789"u8));
}

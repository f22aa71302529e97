using System;
using System.IO;
using System.Linq;
using FairOta.Sdk.Fleet;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Fleet;

[TestClass]
public sealed class FleetTableTests
{
    private const string A = "0x1111111111111111111111111111111111111111";
    private const string B = "2222222222222222222222222222222222222222";
    private const string C = "0x3333333333333333333333333333333333333333";

    [TestMethod]
    public void Read_OneALineWithCommentsAndBlankLines_IsTheDevicesInOrder()
    {
        var rows = Read($"# wave 1, \"quoted\n\n{A}\n  {B}  # the second\r\n\t\n{C}");
        Assert.AreSequenceEqual<int>([3, 4, 6], rows.Select(row => row.Line));
        Assert.AreSequenceEqual<Address>(
            [Address.Parse(A), Address.Parse(B), Address.Parse(C)], rows.Select(row => row.Device));
    }

    [TestMethod]
    [DataRow("serial,Device Address,wave\n", ",")]
    [DataRow("serial;address;wave\n", ";")]
    [DataRow("\uFEFFserial\tPublic-Key\twave\n", "\t")]
    [DataRow("", ",")]
    public void Read_Csv_FindsTheColumn(string header, string separator)
    {
        var rows = Read($"{header}17{separator}{A}{separator}canary\n18{separator}{B}{separator}rest\n", group: "3");
        Assert.AreSequenceEqual<string?>(["canary", "rest"], rows.Select(row => row.Group));
        Assert.AreEqual(Address.Parse(A), rows[0].Device);
    }

    [TestMethod]
    public void Read_QuotedFields_MayHoldSeparatorsQuotesAndLineEnds()
    {
        string text = $"name,address,group\n\"Müller, \"\"Halle\"\"\n2 # no comment\",\"{A}\",\"a\"\n,{B},b\n";
        var rows = Read(text, "address", "group");
        Assert.AreSequenceEqual<int>([2, 4], rows.Select(row => row.Line));
        Assert.AreSequenceEqual<string?>(["a", "b"], rows.Select(row => row.Group));
    }

    [TestMethod]
    public void Read_NamedColumnOfTwo_IsTaken() =>
        Assert.AreEqual(Address.Parse(B), Read($"address,spare\n{A},{B}\n", "spare").Single().Device);

    [TestMethod]
    [DataRow(A + "\n0x12\n", "line 2: 1 bytes are neither")]
    [DataRow(A + "\nsensor-12\n", "line 2: this is neither")]
    [DataRow(A + "\n" + B + "\n0x" + B + "\n", "is on line 2 already")]
    [DataRow("0x0000000000000000000000000000000000000000", "line 1: the zero address")]
    [DataRow("name,serial\nx,y\n", "line 1: no column of addresses")]
    [DataRow("hello\n", "line 1: this is neither")]
    [DataRow("address,name\n" + A + ",\"open\n", "line 2: a quote is not closed")]
    [DataRow("address,name\n" + A + ",\"a\"b\n", "line 2: something follows")]
    [DataRow("name,address\n" + "x\n", "line 2: there are only 1")]
    [DataRow("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267", "checksum (EIP-55)")]
    [DataRow("039999999999999999999999999999999999999999999999999999999999999999", "is on the curve")]
    public void Read_MalformedLine_IsRefusedWithItsNumber(string text, string because)
    {
        var e = Assert.ThrowsExactly<InvalidDataException>(() => Read(text));
        Assert.Contains(because, e.Message);
    }

    [TestMethod]
    [DataRow("nosuch")]
    [DataRow("0")]
    [DataRow("3")]
    public void Read_ColumnThatIsNotThere_IsRefused(string column)
    {
        Assert.ThrowsExactly<InvalidDataException>(() => Read($"address,name\n{A},x\n", column));
        Assert.ThrowsExactly<InvalidDataException>(() => Read($"address,name\n{A},x\n", group: column));
    }

    [TestMethod]
    public void Read_RecordBeyondTheLimit_IsRefused()
    {
        string padding = new(' ', FleetTable.MaxRecordLength);
        Assert.ThrowsExactly<InvalidDataException>(() => Read(A + padding));
        string lines = string.Concat(Enumerable.Repeat(" \n", FleetTable.MaxRecordLength));
        Assert.ThrowsExactly<InvalidDataException>(() => Read($"address,name\n{A},\"{lines}\"\n"));
    }

    /// <summary>The second account of anvil's and Hardhat's public phrase, in each form.</summary>
    [TestMethod]
    [DataRow("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")]
    [DataRow("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")]
    [DataRow("0X70997970C51812DC3A010C7D01B50E0D17DC79C8")]
    [DataRow("02ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0")]
    [DataRow("0x04ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
        + "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4")]
    [DataRow("ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
        + "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4")]
    public void Name_InAnyForm_IsItsAddress(string name)
    {
        Assert.IsTrue(DeviceName.IsLike(name));
        Assert.AreEqual("0x70997970c51812dc3a010c7d01b50e0d17dc79c8", DeviceName.Parse(name).ToString());
    }

    [TestMethod]
    public void Pem_OfSecp256k1_IsItsAddress()
    {
        // RFC 5480: the header of a SubjectPublicKeyInfo on secp256k1, then the point.
        string info = "3056301006072a8648ce3d020106052b8104000a03420004"
            + "ba5734d8f7091719471e7f7ed6b9df170dc70cc661ca05e688601ad984f068b0"
            + "d67351e5f06073092499336ab0839ef8a521afd334e53807205fa2f08eec74f4";
        string pem = Pem("PUBLIC KEY", info);
        Assert.AreSequenceEqual<string>(
            ["0x70997970c51812dc3a010c7d01b50e0d17dc79c8"], DeviceName.ParsePem(pem).Select(device => $"{device}"));
        Assert.HasCount(2, DeviceName.ParsePem(pem + "\n" + pem));
        foreach (string other in new[]
        {
            Pem("PRIVATE KEY", info), Pem("PUBLIC KEY", info[..^2]), Pem("PUBLIC KEY", info + "00"),
            Pem("PUBLIC KEY", info.Replace("2b8104000a", "2b81040022", StringComparison.Ordinal)),
            Pem("PUBLIC KEY", info[..^2] + "f5"), "-----BEGIN PUBLIC KEY-----",
        })
            Assert.ThrowsExactly<FormatException>(() => DeviceName.ParsePem(other), other);
    }

    private static string Pem(string label, string hex) =>
        $"-----BEGIN {label}-----\n{Convert.ToBase64String(Convert.FromHexString(hex))}\n-----END {label}-----\n";

    private static System.Collections.Generic.IReadOnlyList<FleetTableRow> Read(
        string text, string? column = null, string? group = null) =>
        FleetTable.Read(new StringReader(text), column, group);
}

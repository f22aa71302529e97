using System.Linq;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Agent.Tests.State;

[TestClass]
public class JsonValuesTests
{
    [TestMethod]
    [DataRow("{\"data\":\"0x01\"}", "0x01")]
    [DataRow("{\"data\" : \n \"0x01\", \"x\":{\"data\":\"2\"}}", "0x01,2")]
    [DataRow("{\"x\":\"data\",\"data\":[\"no\"],\"data\":null}", "")]
    [DataRow("{\"a\":\"\\\"data\\\":\\\"no\\\"\"}", "")]
    [DataRow("[\"data\",\"no\"]", "")]
    [DataRow("\"data\"", "")]
    public void Take_AnyChunking_FindsTheTextsUnderTheName(string json, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(json);
        for (int chunk = 1; chunk <= bytes.Length; chunk++)
        {
            JsonValues values = new("data", 16);
            for (int i = 0; i < bytes.Length; i += chunk)
                values.Take(bytes, i, System.Math.Min(chunk, bytes.Length - i));
            Assert.AreEqual(expected, string.Join(',', values.Found.Cast<string>()));
        }
    }

    [TestMethod]
    public void Take_MoreThanWanted_Stops()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("{\"d\":\"1\",\"d\":\"2\"}");
        JsonValues values = new("d", 1);
        Assert.IsFalse(values.Take(bytes, 0, bytes.Length));
        Assert.HasCount(1, values.Found);
    }

    [TestMethod]
    public void Take_TextOverTheLimit_IsDropped()
    {
        byte[] bytes = Encoding.ASCII.GetBytes("{\"d\":\"" + new string('1', 81) + "\"}");
        JsonValues values = new("d", 4);
        values.Take(bytes, 0, bytes.Length);
        Assert.AreEqual("", values.Found[0]);
    }

    [TestMethod]
    [DataRow("0x", -1L)]
    [DataRow("0x0", 0L)]
    [DataRow("0x1a", 26L)]
    [DataRow("0x7fffffffffffffff", long.MaxValue)]
    [DataRow("0x8000000000000000", -1L)]
    [DataRow("0x10000000000000000", -1L)]
    [DataRow("1a", -1L)]
    [DataRow("0xg", -1L)]
    public void ToNumber_Quantity_IsReadOrRefused(string text, long number) =>
        Assert.AreEqual(number, Text.ToNumber(text));

    [TestMethod]
    [DataRow(0L, "0x0")]
    [DataRow(26L, "0x1a")]
    [DataRow(long.MaxValue, "0x7fffffffffffffff")]
    public void ToQuantity_Number_HasNoLeadingZeros(long number, string text) =>
        Assert.AreEqual(text, Text.ToQuantity(number));
}

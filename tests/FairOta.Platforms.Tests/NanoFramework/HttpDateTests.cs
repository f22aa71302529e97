using System;
using System.Globalization;
using FairOta.Platforms.NanoFramework;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Platforms.Tests.NanoFramework;

[TestClass]
public sealed class HttpDateTests
{
    [TestMethod]
    public void Parse_OfAnyDay_IsWhatTheCalendarSays()
    {
        DateTimeOffset day = new(1970, 1, 1, 8, 49, 37, TimeSpan.Zero);
        for (int i = 0; i < 5000; i++, day = day.AddDays(37))
        {
            string text = day.ToString("r", CultureInfo.InvariantCulture);
            Assert.AreEqual(day.ToUnixTimeSeconds(), HttpDate.Parse(text), text);
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    [DataRow("Sunday, 06-Nov-94 08:49:37 GMT")]
    [DataRow("Sun Nov  6 08:49:37 1994")]
    [DataRow("Sun, 06 Nov 1994 08:49:37 UTC")]
    [DataRow("Sun, 06 Nov 1969 08:49:37 GMT")]
    [DataRow("Sun, 00 Nov 1994 08:49:37 GMT")]
    [DataRow("Sun, 32 Nov 1994 08:49:37 GMT")]
    [DataRow("Sun, 06 ovD 1994 08:49:37 GMT")]
    [DataRow("Sun, 06 Xyz 1994 08:49:37 GMT")]
    [DataRow("Sun, 06 Nov 1994 24:49:37 GMT")]
    [DataRow("Sun, 06 Nov 1994 08:60:37 GMT")]
    [DataRow("Sun, 06 Nov 1994 08:49:61 GMT")]
    [DataRow("Sun, 0６ Nov 1994 08:49:37 GMT")]
    public void Parse_OfSomethingElse_Is0(string? text) => Assert.AreEqual(0, HttpDate.Parse(text));
}

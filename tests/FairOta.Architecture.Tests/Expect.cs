using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Architecture.Tests;

/// <summary>Assertions whose message is a list of what is wrong, one to a line.</summary>
internal static class Expect
{
    /// <summary>Fails unless the list is empty.</summary>
    public static void None(IEnumerable<string> wrong)
    {
        var lines = wrong.ToArray();
        if (lines.Length > 0)
        {
            Assert.Fail(string.Concat(lines.Select(line => Environment.NewLine + line)));
        }
    }
}

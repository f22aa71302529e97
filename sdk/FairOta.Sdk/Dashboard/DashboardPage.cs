using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Sdk.Dashboard;

/// <summary>The page: one document with its style and its script, which asks for nothing but the snapshot.</summary>
internal static class DashboardPage
{
    private static readonly string Style = Read("dashboard.css");
    private static readonly string Script = Read("dashboard.js");

    /// <summary>The document, UTF-8.</summary>
    public static byte[] Html { get; } = Encoding.UTF8.GetBytes(
        Read("dashboard.html").Replace("/*style*/", Style).Replace("/*script*/", Script));

    /// <summary>What the document may do: run this script, take this style, and ask where it came from.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src '{HashOf(Script)}'; style-src '{HashOf(Style)}'; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static string HashOf(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Read(string name)
    {
        using Stream file = typeof(DashboardPage).Assembly
            .GetManifestResourceStream("FairOta.Sdk.Dashboard." + name)!;
        using StreamReader reader = new(file);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

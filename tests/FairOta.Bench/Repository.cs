using System.IO;
using System.Runtime.CompilerServices;

namespace FairOta.Bench;

/// <summary>The repository that this program was built from.</summary>
internal static class Repository
{
    /// <summary>Full path of something in it.</summary>
    public static string At(params string[] parts) =>
        Path.GetFullPath(Path.Combine([Path.GetDirectoryName(Here())!, "..", "..", .. parts]));

    private static string Here([CallerFilePath] string path = "") => path;
}

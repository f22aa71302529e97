namespace FairOta.Sdk.Serving;

/// <summary>A package as a file of its own.</summary>
internal static class PackageFile
{
    private const string Ending = ".package";

    /// <summary>Its name: the release's id in 64 lower-case hex digits, and <c>.package</c>.</summary>
    public static string NameOf(ReleaseId release) => release.ToWire() + Ending;
}

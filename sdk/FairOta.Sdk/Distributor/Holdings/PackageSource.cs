namespace FairOta.Sdk.Distributor;

/// <summary>A node that the operator names and that gives packages to whoever has a token: another distributor, as a
/// rule. It may lie in a private network.</summary>
/// <param name="url">Base URL, at most 120 bytes.</param>
/// <param name="token">Bearer token, which goes to that URL alone; null for none. Secret.</param>
public sealed class PackageSource(string url, string? token)
{
    /// <summary>Base URL.</summary>
    public string Url => url;

    /// <summary>Bearer token; null for none. Secret.</summary>
    public string? Token => token;

    /// <summary>Says nothing of the token.</summary>
    public override string ToString() => url;
}

using System;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Sdk.Dashboard;

/// <summary>A request for the dashboard, as far as it matters for who may see it.</summary>
/// <param name="Caller">Who asks; null where the transport does not know.</param>
/// <param name="Host">The Host header without its port; null or empty without one.</param>
/// <param name="Authorization">The Authorization header; null without one. Secret.</param>
/// <param name="IsForwarded">Whether a proxy says that it asks for somebody else.</param>
/// <param name="IsAuthorized">Whether the host has let the caller in by its own rules.</param>
internal readonly record struct DashboardCaller(
    IPAddress? Caller, string? Host, string? Authorization, bool IsForwarded, bool IsAuthorized);

/// <summary>Who may see the dashboard. Pure.</summary>
/// <remarks>With a token: whoever shows it. Without: whom the host has authorised, else only somebody on this machine
/// who also calls it by a name of this machine. A page of a stranger's, which makes its own name point here (DNS
/// rebinding), cannot do the latter, as browsers send the name they think to talk to.</remarks>
internal static class DashboardRules
{
    /// <summary>Fewest characters of a token.</summary>
    public const int LeastTokenLength = 16;

    /// <summary>Whether the caller may.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="tokenDigest">SHA-256 of the token's UTF-8; null where there is none.</param>
    public static bool Allows(DashboardCaller caller, byte[]? tokenDigest) => tokenDigest is not null
        ? TokenOf(caller.Authorization) is { } token
            && CryptographicOperations.FixedTimeEquals(DigestOf(token), tokenDigest)
        : caller.IsAuthorized || IsHere(caller);

    /// <summary>SHA-256 of a token's UTF-8.</summary>
    public static byte[] DigestOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static bool IsHere(DashboardCaller caller) => !caller.IsForwarded
        && caller.Caller is { } address && IPAddress.IsLoopback(address)
        && (string.Equals(caller.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(caller.Host?.Trim('[', ']'), out IPAddress? named) && IPAddress.IsLoopback(named));

    /// <summary>The token: a bearer token (RFC 6750), or the password of basic authentication (RFC 7617) with any name,
    /// which is what a browser asks its user for.</summary>
    private static string? TokenOf(string? authorization)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true)
            return authorization["Bearer ".Length..].Trim();
        if (authorization?.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) != true) return null;
        Span<byte> text = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), text, out int length)) return null;
        string[] parts = Encoding.UTF8.GetString(text[..length]).Split(':', 2);
        return parts.Length == 2 ? parts[1] : null;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace FairOta.Sdk.Distributor;

/// <summary>Who may have whole packages. A package is the image to whoever has it, so a distributor gives it to
/// nobody but callers that its operator allows; an origin gives it to everybody.</summary>
internal sealed class PackageAccess
{
    private readonly bool _everybody;
    private readonly List<byte[]> _tokenHashes;

    private PackageAccess(bool everybody, IEnumerable<string> tokens)
    {
        _everybody = everybody;
        _tokenHashes = [.. tokens.Select(Hash)];
    }

    /// <summary>Nobody: a distributor's default.</summary>
    public static PackageAccess Nobody { get; } = new(false, []);

    /// <summary>Everybody: an origin.</summary>
    public static PackageAccess Everybody { get; } = new(true, []);

    /// <summary>Callers with <c>Authorization: Bearer</c> and one of these tokens.</summary>
    public static PackageAccess Tokens(IEnumerable<string> tokens) => new(false, tokens);

    /// <summary>Whether a caller with this Authorization header may; takes the same time for every wrong
    /// token.</summary>
    public bool Allows(string? authorization)
    {
        if (_everybody) return true;
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal)) return false;
        byte[] hash = Hash(authorization["Bearer ".Length..]);
        return _tokenHashes.Count(t => CryptographicOperations.FixedTimeEquals(t, hash)) > 0;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

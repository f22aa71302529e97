using System;

namespace FairOta.Agent;

/// <summary>What a configuration must hold for the agent to work at all.</summary>
internal static class ConfigurationRules
{
    public static void Check(AgentConfiguration board)
    {
        if (board.ProductId == null || board.ProductId.Length != 16)
            throw new ArgumentException("A product id has 16 bytes.");
        if (board.ManifestKeys == null || board.ManifestKeys.Length < 1 || board.ManifestKeys.Length > 4)
            throw new ArgumentException("1 to 4 manifest keys are trusted.");
        foreach (byte[] key in board.ManifestKeys)
        {
            if (key == null || key.Length != 33)
                throw new ArgumentException("A manifest key has 33 bytes.");
        }

        if (board.InstalledVersion == null)
            throw new ArgumentException("The installed version is missing.");
        if (board.Limits.PieceBytes < 4096 || board.Limits.PieceBytes > 65536)
            throw new ArgumentException("A piece has 4096 to 65536 bytes.");
        if (board.Limits.ReadBytes < 256)
            throw new ArgumentException("A read has at least 256 bytes.");
        foreach (string origin in board.Origins)
            CheckUrl(origin);
        foreach (Source distributor in board.Distributors)
            CheckUrl(distributor.Url);
    }

    private static void CheckUrl(string url)
    {
        if (!UrlRules.IsBaseUrl(url))
            throw new ArgumentException("A base URL is not one.");
    }
}

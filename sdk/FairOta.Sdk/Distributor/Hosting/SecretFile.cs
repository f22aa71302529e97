using System.IO;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>The distributor's secret on disk: 32 bytes, readable by its owner alone.</summary>
internal static class SecretFile
{
    private const int SecretBytes = 32;

    /// <summary>Reads the secret, or draws and keeps one where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="randomness">Where a new one comes from.</param>
    /// <exception cref="InvalidDataException">The file has not 32 bytes.</exception>
    public static byte[] ReadOrCreate(string path, IRandomness randomness)
    {
        if (!File.Exists(path)) Create(path, randomness);
        byte[] secret = File.ReadAllBytes(path);
        return secret.Length == SecretBytes
            ? secret
            : throw new InvalidDataException("The secret's file has not 32 bytes.");
    }

    private static void Create(string path, IRandomness randomness)
    {
        byte[] secret = randomness.Draw(SecretBytes);
        string next = path + ".next"; // a crash leaves that, and no short secret
        PrivateFile.Secure(next);
        using (FileStream file = new(next, FileMode.Truncate, FileAccess.Write))
        {
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: false);
    }
}

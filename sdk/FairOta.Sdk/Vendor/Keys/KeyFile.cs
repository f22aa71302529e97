using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FairOta.Core.Crypto;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>Keys at rest: Web3 Secret Storage version 3, with PBKDF2-HMAC-SHA256 written and also scrypt read, as
/// Ethereum's tools write it. What a key is for stands beside it under <c>fairota</c>, which other tools pass over; a
/// file without it is an account's.</summary>
/// <remarks>Source: ethereum.org, Web3 Secret Storage Definition. The MAC is Keccak-256 over the derived key's second
/// half and the ciphertext, so a wrong passphrase and a damaged file look the same.</remarks>
public static class KeyFile
{
    /// <summary>Rounds of PBKDF2 for new files (OWASP Password Storage Cheat Sheet, 2023: 600,000 for
    /// HMAC-SHA256).</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 16 * 1024;

    private const int MaxIterations = 10_000_000;
    private const int DerivedBytes = 32;
    private const int KeyBytes = 32;

    /// <summary>Encrypts a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="passphrase">Taken as UTF-8.</param>
    /// <param name="randomness">For salt, initial counter and file id.</param>
    /// <param name="iterations">Rounds of PBKDF2, 1 to 10 million.</param>
    /// <returns>The file's text.</returns>
    public static string Encrypt(
        KeyPair key, string passphrase, IRandomness randomness, int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, MaxIterations);
        byte[] salt = randomness.Draw(32), counter = randomness.Draw(16);
        byte[] derived = Pbkdf2(passphrase, salt, iterations);
        byte[] cipher = AesCtr.Apply(derived[..16], counter, key.Secret);
        var file = new JsonObject
        {
            ["version"] = 3,
            ["id"] = new Guid(randomness.Draw(16)).ToString("D"),
            ["address"] = key.Address.ToWire(),
            ["fairota"] = new JsonObject
            {
                ["kind"] = key.Kind.ToString().ToLowerInvariant(),
                ["publicKey"] = Convert.ToHexStringLower(key.CompressedPublicKey),
            },
            ["crypto"] = new JsonObject
            {
                ["cipher"] = "aes-128-ctr",
                ["cipherparams"] = new JsonObject { ["iv"] = Convert.ToHexStringLower(counter) },
                ["ciphertext"] = Convert.ToHexStringLower(cipher),
                ["kdf"] = "pbkdf2",
                ["kdfparams"] = new JsonObject
                {
                    ["c"] = iterations,
                    ["dklen"] = DerivedBytes,
                    ["prf"] = "hmac-sha256",
                    ["salt"] = Convert.ToHexStringLower(salt),
                },
                ["mac"] = Convert.ToHexStringLower(Mac(derived, cipher)),
            },
        };
        CryptographicOperations.ZeroMemory(derived);
        return file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
    }

    /// <summary>Decrypts a key.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="passphrase">Taken as UTF-8.</param>
    /// <param name="kind">What the key must be for.</param>
    /// <exception cref="KeyFileException">The text is no key file, of another kind, damaged, or under another
    /// passphrase.</exception>
    public static KeyPair Decrypt(string text, string passphrase, KeyKind kind)
    {
        KeyFileFields fields = KeyFileFields.Parse(text);
        if (fields.Kind != kind)
            throw new KeyFileException($"It holds a key of kind {Name(fields.Kind)}, not {Name(kind)}.");
        byte[] derived = Derive(fields, passphrase);
        if (!CryptographicOperations.FixedTimeEquals(Mac(derived, fields.Ciphertext), fields.Mac))
            throw new KeyFileException("The passphrase is wrong, or the file is damaged.");
        byte[] secret = AesCtr.Apply(derived[..16], fields.Counter, fields.Ciphertext);
        CryptographicOperations.ZeroMemory(derived);
        if (secret.Length != KeyBytes || !Ecdsa.IsPrivateKey(secret))
            throw new KeyFileException("It holds something that is no private key of secp256k1.");
        var key = new KeyPair(kind, secret);
        if (fields.Address is Address address && address != key.Address)
            throw new KeyFileException("Its address is not its key's.");
        return key;
    }

    /// <summary>Reads a key from a file.</summary>
    /// <exception cref="KeyFileException">There is no such file, or <see cref="Decrypt"/> refuses it.</exception>
    public static KeyPair Read(string path, string passphrase, KeyKind kind)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
                throw new KeyFileException($"{path} is too large for a key file.");
            return Decrypt(File.ReadAllText(path), passphrase, kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path} cannot be read.", e);
        }
        catch (KeyFileException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new KeyFileException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads an account from a file.</summary>
    /// <exception cref="KeyFileException">As <see cref="Read"/>.</exception>
    public static PrivateKeyAccount ReadAccount(string path, string passphrase) =>
        new(Read(path, passphrase, KeyKind.Account).Secret);

    /// <summary>Writes a new file that only its owner can read, where the system knows owners. Never replaces
    /// one.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static string Name(KeyKind kind) => kind.ToString().ToLowerInvariant();

    private static byte[] Derive(KeyFileFields fields, string passphrase)
    {
        if (fields.Scrypt is not ScryptCost cost)
            return Pbkdf2(passphrase, fields.Salt, fields.Iterations);
        return Scrypt.Derive(Encoding.UTF8.GetBytes(passphrase), fields.Salt, cost, DerivedBytes);
    }

    private static byte[] Pbkdf2(string passphrase, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, iterations, HashAlgorithmName.SHA256, DerivedBytes);

    private static byte[] Mac(byte[] derived, byte[] cipher) =>
        Keccak256.Hash([.. derived.AsSpan(16, 16), .. cipher]);
}

using System;
using System.Linq;
using System.Text.Json;

namespace FairOta.Sdk.Vendor;

/// <summary>A key file's fields, within limits, nothing decrypted yet.</summary>
internal sealed record KeyFileFields(
    KeyKind Kind, Address? Address, byte[] Counter, byte[] Ciphertext, byte[] Mac, byte[] Salt, int Iterations,
    ScryptCost? Scrypt)
{
    private const int MaxIterations = 10_000_000;
    private const int MaxSaltBytes = 64;
    private const int MaxScryptBytes = 512 << 20;

    public static KeyFileFields Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
            or System.Collections.Generic.KeyNotFoundException)
        {
            throw new KeyFileException("It is no key file (Web3 Secret Storage, version 3).", e);
        }
    }

    private static KeyFileFields Read(JsonElement root)
    {
        if (root.GetProperty("version").GetInt32() != 3) throw new FormatException();

        // Files of 2014 to 2016 write these names with capitals; the definition keeps both alive.
        JsonElement crypto = Either(root, "crypto", "Crypto");
        if (crypto.GetProperty("cipher").GetString() != "aes-128-ctr")
            throw new KeyFileException("Its cipher is another than aes-128-ctr.");
        JsonElement kdf = crypto.GetProperty("kdfparams");
        byte[] salt = Hexadecimal(kdf.GetProperty("salt"), 1, MaxSaltBytes);
        if (kdf.GetProperty("dklen").GetInt32() != 32) throw new KeyFileException("Its derived key has not 32 bytes.");
        int iterations = 0;
        ScryptCost? scrypt = null;
        switch (crypto.GetProperty("kdf").GetString())
        {
            case "pbkdf2":
                iterations = Rounds(kdf);
                break;
            case "scrypt":
                scrypt = Cost(kdf);
                break;
            default:
                throw new KeyFileException("Its key derivation is neither pbkdf2 nor scrypt.");
        }

        return new KeyFileFields(
            KindOf(root),
            root.TryGetProperty("address", out JsonElement address) ? Sdk.Address.Parse(address.GetString()!) : null,
            Hexadecimal(crypto.GetProperty("cipherparams").GetProperty("iv"), 16, 16),
            Hexadecimal(crypto.GetProperty("ciphertext"), 32, 32),
            Hexadecimal(crypto.GetProperty("mac"), 32, 32),
            salt,
            iterations,
            scrypt);
    }

    private static KeyKind KindOf(JsonElement root)
    {
        if (!root.TryGetProperty("fairota", out JsonElement own)) return KeyKind.Account;
        string? name = own.GetProperty("kind").GetString();
        return Enum.GetValues<KeyKind>().Cast<KeyKind?>()
            .FirstOrDefault(kind => kind!.Value.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new KeyFileException("It holds a key of an unknown kind.");
    }

    private static int Rounds(JsonElement kdf)
    {
        if (kdf.GetProperty("prf").GetString() != "hmac-sha256")
            throw new KeyFileException("Its PBKDF2 is over another function than hmac-sha256.");
        int iterations = kdf.GetProperty("c").GetInt32();
        return iterations is > 0 and <= MaxIterations
            ? iterations
            : throw new KeyFileException($"Its PBKDF2 has not 1 to {MaxIterations} rounds.");
    }

    private static ScryptCost Cost(JsonElement kdf)
    {
        var cost = new ScryptCost(
            kdf.GetProperty("n").GetInt32(), kdf.GetProperty("r").GetInt32(), kdf.GetProperty("p").GetInt32());
        bool sane = cost is { N: > 1, R: >= 1 and <= 64, P: >= 1 and <= 16 } && (cost.N & (cost.N - 1)) == 0
            && 128L * cost.R * cost.N <= MaxScryptBytes;
        return sane ? cost : throw new KeyFileException("Its scrypt needs more than 512 MiB, or is malformed.");
    }

    private static JsonElement Either(JsonElement from, string name, string other) =>
        from.TryGetProperty(name, out JsonElement value) ? value : from.GetProperty(other);

    private static byte[] Hexadecimal(JsonElement element, int min, int max)
    {
        string text = element.GetString() ?? throw new FormatException();
        if (text.Length < 2 * min || text.Length > 2 * max) throw new FormatException();
        return Convert.FromHexString(text);
    }
}

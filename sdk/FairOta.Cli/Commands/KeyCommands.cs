using System;
using System.CommandLine;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Makes a vendor's two keys.</summary>
internal sealed class VendorKeysCreateCommand : ToolCommand
{
    private readonly Option<string> _out;
    private readonly PassphraseOptions _passphrase;

    public VendorKeysCreateCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "create", "Make an account key, which pays, and a manifest key, which signs firmware.")
    {
        _out = Has(Opt.Of("--out", "folder", "Where account.json and manifest.json go.", Opt.AnyPath, "keys"));
        _passphrase = new PassphraseOptions(this);
        Examples =
        [
            "fairota vendor keys create --out keys",
            "fairota vendor keys create --passphrase-file secret.txt --json",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string folder = call.Require(_out);
        string passphrase = _passphrase.GetNew(call);
        Directory.CreateDirectory(folder);
        KeyPair account = KeyPair.Draw(KeyKind.Account, call.Terminal.Randomness);
        KeyPair manifest = KeyPair.Draw(KeyKind.Manifest, call.Terminal.Randomness);
        KeyFiles.Write(call, Path.Combine(folder, "account.json"), account, passphrase);
        KeyFiles.Write(call, Path.Combine(folder, "manifest.json"), manifest, passphrase);
        string signer = Convert.ToHexStringLower(manifest.CompressedPublicKey);
        return Task.FromResult(call.Done(
            new JsonObject
            {
                ["account"] = account.Address.ToString(),
                ["manifestPublicKey"] = signer,
                ["accountFile"] = Path.Combine(folder, "account.json"),
                ["manifestKeyFile"] = Path.Combine(folder, "manifest.json"),
            },
            $"account       {account.Address}  fund it before a release",
            $"manifest key  {signer}  devices are made with it",
            $"files         {folder}"));
    }
}

/// <summary>Makes a single key.</summary>
internal sealed class KeysCreateCommand : ToolCommand
{
    private readonly Option<KeyKind> _kind;
    private readonly Option<string> _out;
    private readonly PassphraseOptions _passphrase;

    public KeysCreateCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "create", "Make a key.")
    {
        _kind = Has(KeyFiles.Kind());
        _out = Has(Opt.Of("--out", "file", "The key file to write; never replaces one.", Opt.AnyPath, required: true));
        _passphrase = new PassphraseOptions(this);
        Examples = ["fairota keys create --kind account --out distributor.json"];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string path = call.Require(_out);
        string passphrase = _passphrase.GetNew(call);
        KeyPair key = KeyPair.Draw(call.Require(_kind), call.Terminal.Randomness);
        KeyFiles.Write(call, path, key, passphrase);
        return Task.FromResult(KeyFiles.Show(call, path, key));
    }
}

/// <summary>Takes over a key that is there already.</summary>
internal sealed class KeysImportCommand : ToolCommand
{
    private const int MaxBytes = 256;
    private readonly Option<KeyKind> _kind;
    private readonly Option<string> _from;
    private readonly Option<string> _out;
    private readonly PassphraseOptions _passphrase;

    public KeysImportCommand(Terminal terminal, GlobalOptions global)
        : base(terminal, global, "import", "Encrypt a private key that lies in a file as 64 hex digits.")
    {
        _kind = Has(KeyFiles.Kind());
        _from = Has(Opt.Of("--from", "file", "File with the private key in hex.", Opt.ExistingFile, required: true));
        _out = Has(Opt.Of("--out", "file", "The key file to write; never replaces one.", Opt.AnyPath, required: true));
        _passphrase = new PassphraseOptions(this);
        Examples = ["fairota keys import --kind account --from key.hex --out account.json"];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        string from = call.Require(_from), path = call.Require(_out);
        KeyPair key = Read(from, call.Require(_kind));
        KeyFiles.Write(call, path, key, _passphrase.GetNew(call));
        return Task.FromResult(KeyFiles.Show(call, path, key));
    }

    private static KeyPair Read(string path, KeyKind kind)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new FormatException();
            string text = File.ReadAllText(path).Trim();
            if (text.StartsWith("0x", StringComparison.Ordinal)) text = text[2..];
            return new KeyPair(kind, Convert.FromHexString(text));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} holds no private key of 64 hex digits.");
        }
    }
}

/// <summary>What key commands share.</summary>
internal static class KeyFiles
{
    public static Option<KeyKind> Kind() => Opt.Of(
        "--kind", "account|manifest|device", "What the key is for.",
        text => text.ToLowerInvariant() switch
        {
            "account" => KeyKind.Account,
            "manifest" => KeyKind.Manifest,
            "device" => KeyKind.Device,
            _ => throw new FormatException("account, manifest or device is expected."),
        },
        required: true);

    public static void Write(Invocation call, string path, KeyPair key, string passphrase)
    {
        if (File.Exists(path))
            throw new CliException(ExitCodes.Usage, $"{path} is there already; move it away or choose another name.");
        call.Progress($"Encrypting {Path.GetFileName(path)} …");
        KeyFile.Write(path, KeyFile.Encrypt(key, passphrase, call.Terminal.Randomness));
    }

    public static int Show(Invocation call, string path, KeyPair key) => call.Done(
        new JsonObject
        {
            ["kind"] = key.Kind.ToString().ToLowerInvariant(),
            ["address"] = key.Address.ToString(),
            ["publicKey"] = Convert.ToHexStringLower(key.CompressedPublicKey),
            ["file"] = path,
        },
        key.ToString(),
        $"file {path}");
}

using System;
using System.Buffers;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using FairOta.Cli.Commands;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli;

/// <summary>The manifest keys that devices are to trust from a release on.</summary>
internal sealed class TrustOptions
{
    private const int KeyBytes = 33;

    private readonly Option<string[]> _keys = Opt.Many(
        "--trust-key", "file|hex",
        "Manifest key that devices trust from this release on, and no other than those that are named: a key file, or "
        + "66 hex digits. At most 4.",
        text => File.Exists(text) || IsKey(text) ? text : throw new FormatException(
            $"{text} is neither a file nor a compressed public key of 66 hex digits."));

    public TrustOptions(Command command)
    {
        command.Add(_keys);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_keys)?.Tokens.Count > Limits.MaxManifestKeys)
                result.AddError($"--trust-key: devices trust at most {Limits.MaxManifestKeys} keys.");
        });
    }

    /// <summary>The keys; null where none is named. At least one must be here to sign with: devices that trusted only
    /// keys that nobody holds could never be updated again.</summary>
    /// <param name="call">The command.</param>
    /// <param name="passphrase">Unlocks key files.</param>
    /// <param name="signer">The key that signs the release.</param>
    public IReadOnlyList<byte[]>? Get(Invocation call, PassphraseOptions passphrase, KeyPair signer)
    {
        string[] given = call.Require(_keys);
        if (given.Length == 0) return null;
        bool isHeld = false;
        var keys = new List<byte[]>();
        foreach (string text in given)
        {
            byte[] key;
            if (File.Exists(text))
            {
                key = passphrase.Read(call, text, KeyKind.Manifest).CompressedPublicKey;
                isHeld = true;
            }
            else
            {
                key = Convert.FromHexString(text);
                isHeld |= key.AsSpan().SequenceEqual(signer.CompressedPublicKey);
            }

            if (keys.Any(each => each.AsSpan().SequenceEqual(key)))
                throw new CliException(ExitCodes.Usage, $"--trust-key: {text} is named twice.");
            keys.Add(key);
        }

        return isHeld
            ? keys
            : throw new CliException(
                ExitCodes.Usage,
                "--trust-key: at least one key must be given as its key file, which is unlocked: devices that trust "
                + "only keys that nobody holds are lost.");
    }

    /// <summary>Whether as many keys are named as a release names, and those of them that are hex digits are among
    /// its.</summary>
    public bool IsSame(Invocation call, byte[][]? keys)
    {
        string[] given = call.Require(_keys);
        return given.Length == (keys?.Length ?? 0) && given.Where(text => !File.Exists(text)).All(
            text => keys!.Any(key => Convert.ToHexStringLower(key) == text.ToLowerInvariant()));
    }

    private static bool IsKey(string text)
    {
        byte[] key = new byte[KeyBytes];
        return text.Length == 2 * KeyBytes
            && Convert.FromHexString(text, key, out _, out _) == OperationStatus.Done
            && new Point().TryReadCompressed(key, 0);
    }
}

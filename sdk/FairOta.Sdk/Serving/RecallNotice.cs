using System;
using System.Collections.Generic;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Vendor;

namespace FairOta.Sdk.Serving;

/// <summary>A vendor's word that it takes a release back (PROTOCOL.md, section Superseded and recalled releases): a
/// COSE_Sign1 as for a manifest, with external_aad tag("recall") and the payload [releaseId, issuedAt]. It counts only
/// where <see cref="IsBySignerOf"/> says so.</summary>
public sealed class RecallNotice
{
    /// <summary>Largest notice that is read, in bytes; one has at most 120.</summary>
    public const int MaxBytes = 256;

    private static readonly ISymmetric Symmetric = new HostSymmetric();
    private static readonly byte[] Tag = "FairOTA/1/recall"u8.ToArray();
    private readonly byte[] _signed;

    private RecallNotice(byte[] signed, ReleaseId release, long issuedAt) =>
        (_signed, ReleaseId, IssuedAt) = (signed, release, issuedAt);

    /// <summary>The release that is taken back.</summary>
    public ReleaseId ReleaseId { get; }

    /// <summary>When the vendor said so, Unix seconds, by its own clock.</summary>
    public long IssuedAt { get; }

    /// <summary>Signs a notice.</summary>
    /// <param name="release">The release.</param>
    /// <param name="issuedAt">Unix seconds, not negative.</param>
    /// <param name="key">The key that signed the release's manifest, or the vendor account's.</param>
    /// <returns>The COSE_Sign1 message.</returns>
    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    public static byte[] Sign(ReleaseId release, long issuedAt, KeyPair key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(issuedAt);
        if (key.Kind is not (KeyKind.Manifest or KeyKind.Account))
            throw new ArgumentException("Releases are recalled with a key of kind manifest or account.", nameof(key));
        var payload = new CborWriter();
        payload.WriteArray(2);
        payload.WriteBytes(release.ToBytes());
        payload.WriteUInt(issuedAt);
        return CoseSign1.Sign(Symmetric, key.Secret, payload.ToArray(), Tag);
    }

    /// <summary>Reads a notice; who signed it is not known yet.</summary>
    /// <param name="signed">The COSE_Sign1 message; kept, not copied.</param>
    /// <exception cref="ProtocolException">It is malformed, or longer than <see cref="MaxBytes"/>.</exception>
    public static RecallNotice Parse(byte[] signed)
    {
        if (signed.Length > MaxBytes) throw new ProtocolException($"A recall has at most {MaxBytes} bytes.");
        var reader = new CborReader(CoseSign1.Payload(signed));
        reader.ReadArray(2);
        var release = ReleaseId.FromBytes(reader.ReadBytes(Hash32.Size));
        long issuedAt = reader.ReadUInt();
        reader.ReadEnd();
        return new RecallNotice(signed, release, issuedAt);
    }

    /// <summary>Whether the key signed it.</summary>
    /// <param name="signer">33 bytes, compressed.</param>
    internal bool IsBy(byte[] signer) => CoseSign1.Verify(_signed, signer, Tag);

    /// <summary>Whether the account signed it.</summary>
    /// <param name="account">20 bytes: the vendor account that a manifest names.</param>
    internal bool IsByAccount(byte[] account) => ManifestSigners.IsByAccount(_signed, account, Tag);

    /// <summary>Whether the key that signed the manifest signed this notice as well, or the vendor account that the
    /// manifest names did, and the manifest is of the very release that the notice names.</summary>
    /// <param name="signedManifest">The release's COSE_Sign1 message.</param>
    /// <exception cref="ProtocolException">The manifest is malformed.</exception>
    public bool IsBySignerOf(byte[] signedManifest)
    {
        Manifest manifest = Manifest.Parse(CoseSign1.Payload(signedManifest));
        if (ReleaseId.FromBytes(manifest.ReleaseId()) != ReleaseId) return false;
        if (IsByAccount(manifest.VendorAccount)) return true;
        IReadOnlyList<byte[]> signers = ManifestSigners.Of(signedManifest);
        foreach (byte[] signer in signers)
        {
            if (CoseSign1.Verify(_signed, signer, Tag)) return true;
        }

        return false;
    }
}

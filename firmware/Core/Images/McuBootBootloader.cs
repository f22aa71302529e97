#if NET
// Which images MCUboot boots, in one configuration: signed with ECDSA over P-256 under SHA-256 (MCUBOOT_SIGN_EC256),
// keys known by their hash, the list of unprotected entries in force (MCUBOOT_USE_TLV_ALLOW_LIST), hardware rollback
// protection on (MCUBOOT_HW_ROLLBACK_PROT), one image, swapped or overwritten, neither encrypted nor compressed.
//
// From MCUboot (bootutil_img_validate in image_validate.c, bootutil_find_key.c), after the form of the image:
//  1. It leaves the slot's trailer its room.
//  2. A SHA-256 is there, and every one is that of header, payload and protected entries.
//  3. A signature is by the known key that the entry before it names; others are passed over; the last one decides.
//  4. A security counter is there and is not lower than the device's.
// Beyond MCUboot: a key is named by its whole hash, and a signature is DER without anything behind it.

using System;
using System.Collections.Generic;
using System.Linq;

namespace FairOta.Core;

/// <summary>What a device's MCUboot was built with, to tell which images it boots.</summary>
/// <param name="keys">The keys it trusts, at least one.</param>
public sealed class McuBootBootloader(IReadOnlyList<McuBootKey> keys)
{
    private const int MaxSignatureBytes = 128;

    /// <summary>The keys it trusts.</summary>
    public IReadOnlyList<McuBootKey> Keys { get; } = keys.Count > 0
        ? keys
        : throw new ArgumentException("A bootloader trusts at least one key.", nameof(keys));

    /// <summary>Largest image in bytes: <see cref="McuBootSlot.LargestImageBytes"/>.</summary>
    public long LargestImageBytes { get; init; } = Limits.MaxImageBytes;

    /// <summary>Demands that the image would be booted.</summary>
    /// <param name="image">The image.</param>
    /// <param name="deviceCounter">The device's security counter.</param>
    /// <returns>The key that signed it.</returns>
    /// <exception cref="ProtocolException">It would not be; the message says why.</exception>
    public McuBootKey Check(McuBootImage image, long deviceCounter = 0)
    {
        if (image.Length > LargestImageBytes)
            throw new ProtocolException(
                $"The MCUboot image has {image.Length} bytes, and its slot takes {LargestImageBytes} and a trailer.");
        CheckHash(image);
        McuBootKey signer = CheckSignature(image);
        if (image.SecurityCounter is not long counter)
            throw new ProtocolException(
                "The MCUboot image has no security counter: 'imgtool sign --security-counter' gives it one.");
        if (counter < deviceCounter)
            throw new ProtocolException("The MCUboot image's security counter is lower than the device's.");
        return signer;
    }

    /// <summary>Demands that the image is the one that a manifest describes.</summary>
    /// <exception cref="ProtocolException">Version or security counter is another.</exception>
    public static void CheckAgreement(McuBootImage image, ImageVersion version, long securityCounter)
    {
        if (image.Header.Version.CompareTo(version) != 0)
            throw new ProtocolException(
                $"The MCUboot image's version is {image.Header.Version}, not the manifest's {version}.");
        if (image.SecurityCounter != securityCounter)
            throw new ProtocolException(
                $"The MCUboot image's security counter is {image.SecurityCounter?.ToString() ?? "missing"}, "
                + $"not the manifest's {securityCounter}.");
    }

    private static void CheckHash(McuBootImage image)
    {
        McuBootEntry[] hashes = [.. image.Entries.Where(entry => entry.Type == McuBootEntryType.Sha256)];
        if (hashes.Length == 0)
            throw new ProtocolException("The MCUboot image has no SHA-256.");
        if (hashes.Any(hash => !Bytes.Equal(hash.Value, image.Digest)))
            throw new ProtocolException("The MCUboot image's SHA-256 is not that of its bytes.");
    }

    private McuBootKey CheckSignature(McuBootImage image)
    {
        McuBootKey named = null, signer = null;
        bool isSigned = false;
        string otherwise = "The MCUboot image is not signed with ECDSA over P-256 by a key named by its hash.";
        foreach (McuBootEntry entry in image.Entries)
        {
            if (entry.Type == McuBootEntryType.KeyHash)
            {
                named = Keys.FirstOrDefault(key => Bytes.Equal(key.Hash, entry.Value));
                if (named is null && !isSigned)
                    otherwise = "The MCUboot image is signed by a key that the bootloader does not know.";
            }
            else if (entry.Type == McuBootEntryType.EcdsaSignature && named is not null)
            {
                isSigned = true;
                bool holds = entry.Value.Length <= MaxSignatureBytes && named.Verifies(image.Digest, entry.Value);
                otherwise = "The MCUboot image's signature does not hold.";
                signer = holds ? named : null;
                named = null;
            }
        }

        return signer ?? throw new ProtocolException(otherwise);
    }
}
#endif

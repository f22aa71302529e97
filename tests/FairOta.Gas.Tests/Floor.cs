using System;

namespace FairOta.Gas.Tests;

/// <summary>A contract that does only what no escrow of this protocol can avoid for a delivery: two public key
/// recoveries (who signed, which key), one event of <c>Delivered</c>'s size, and the bytes of a delivery and its key as
/// calldata. It stores, checks and pays nothing, and has no place in a fleet.</summary>
internal static class Floor
{
    /// <summary>terms, r, vs and the key.</summary>
    public const int DeliveryBytes = 4 * 32;

    /// <summary>Creation code: copies what follows these 9 bytes into the chain.</summary>
    public static byte[] CreationCode { get; } =
        [0x60, (byte)Code.Length, 0x80, 0x60, 9, 0x5f, 0x39, 0x5f, 0xf3, .. Code];

    private static ReadOnlySpan<byte> Code =>
    [
        0x5f, 0x5b, //                                                    i = 0; loop:
        0x60, DeliveryBytes, 0x81, 0x5f, 0x37, //                         calldatacopy(0, i, 128)
        0x60, 0x20, 0x5f, 0x60, 0x80, 0x5f, 0x60, 0x01, 0x5a, 0xfa, 0x50, // staticcall(gas, ecrecover, 0, 128, 0, 32)
        0x60, 0x20, 0x5f, 0x60, 0x80, 0x5f, 0x60, 0x01, 0x5a, 0xfa, 0x50, // again
        0x30, 0x30, 0x30, 0x30, 0x60, 0x20, 0x5f, 0xa4, //                log4(0, 32, this, this, this, this)
        0x60, DeliveryBytes, 0x01, //                                     i += 128
        0x36, 0x81, 0x10, 0x60, 0x01, 0x57, 0x00, //                      if i < calldatasize goto loop; stop
    ];
}

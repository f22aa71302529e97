using System;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace FairOta.Sdk.Distributor;

/// <summary>Tells addresses of the public Internet from those of private, local and special networks (the
/// special-purpose registries of IANA, RFC 6890). A stranger's URL must not reach into the latter.</summary>
public static class PublicAddresses
{
    private static readonly (uint Network, int Bits)[] SpecialV4 =
    [
        (0x00000000, 8), // this network
        (0x0A000000, 8), // private
        (0x64400000, 10), // shared, carrier-grade NAT
        (0x7F000000, 8), // loopback
        (0xA9FE0000, 16), // link-local, metadata services
        (0xAC100000, 12), // private
        (0xC0000000, 24), // protocol assignments
        (0xC0000200, 24), // documentation
        (0xC0586300, 24), // 6to4 relays
        (0xC0A80000, 16), // private
        (0xC6120000, 15), // benchmarks
        (0xC6336400, 24), // documentation
        (0xCB007100, 24), // documentation
        (0xE0000000, 3), // multicast, reserved, broadcast
    ];

    /// <summary>Whether the address belongs to the public Internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        byte[] bytes = address.GetAddressBytes();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => IsPublicV4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            AddressFamily.InterNetworkV6 => IsPublicV6(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            _ => false,
        };
    }

    private static bool IsPublicV4(uint address) =>
        !Array.Exists(SpecialV4, special => (address ^ special.Network) >> (32 - special.Bits) == 0);

    /// <summary>Global unicast (2000::/3) alone, without what embeds another address or leads nowhere.</summary>
    private static bool IsPublicV6(uint first) =>
        first >> 29 == 1
        && first >> 9 != 0x20010000 >> 9 // 2001::/23: Teredo and protocol assignments
        && first != 0x20010DB8 // documentation
        && first >> 16 != 0x2002 // 6to4
        && first >> 12 != 0x3FFF0; // documentation, 3fff::/20
}

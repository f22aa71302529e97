namespace FairOta.Core;

/// <summary>Which network addresses belong to the public Internet. A stranger's URL must lead to no others.</summary>
public static class NetworkAddress
{
    /// <summary>
    /// False for what IANA's special-purpose registries (RFC 6890) keep from the public Internet, for multicast, and
    /// for IPv6 addresses that carry another address, except an IPv4-mapped one, which is what it carries.
    /// </summary>
    /// <param name="address">4 bytes of IPv4 or 16 of IPv6, as in a packet; any other length is not public.</param>
    public static bool IsPublic(byte[] address)
    {
        if (address.Length == 4)
            return IsPublicV4(Bytes.ReadBe32(address, 0));
        if (address.Length != 16)
            return false;
        if (Bytes.IsZero(address, 0, 10) && address[10] == 0xFF && address[11] == 0xFF)
            return IsPublicV4(Bytes.ReadBe32(address, 12));
        return IsPublicV6(Bytes.ReadBe32(address, 0));
    }

    private static bool IsPublicV4(uint address) => !(
        IsIn(address, 0x00000000, 8) // this network
        || IsIn(address, 0x0A000000, 8) // private
        || IsIn(address, 0x64400000, 10) // shared, carrier-grade NAT
        || IsIn(address, 0x7F000000, 8) // loopback
        || IsIn(address, 0xA9FE0000, 16) // link-local, metadata services
        || IsIn(address, 0xAC100000, 12) // private
        || IsIn(address, 0xC0000000, 24) // protocol assignments
        || IsIn(address, 0xC0000200, 24) // documentation
        || IsIn(address, 0xC0586300, 24) // 6to4 relays
        || IsIn(address, 0xC0A80000, 16) // private
        || IsIn(address, 0xC6120000, 15) // benchmarks
        || IsIn(address, 0xC6336400, 24) // documentation
        || IsIn(address, 0xCB007100, 24) // documentation
        || IsIn(address, 0xE0000000, 3)); // multicast, reserved, broadcast

    // Global unicast alone: loopback, link-local, unique local, multicast and NAT64 are outside of it.
    private static bool IsPublicV6(uint first) =>
        IsIn(first, 0x20000000, 3)
        && !IsIn(first, 0x20010000, 23) // Teredo and protocol assignments
        && !IsIn(first, 0x20010DB8, 32) // documentation
        && !IsIn(first, 0x20020000, 16) // 6to4
        && !IsIn(first, 0x3FFF0000, 20); // documentation

    private static bool IsIn(uint address, uint network, int bits) => (address ^ network) >> (32 - bits) == 0;
}

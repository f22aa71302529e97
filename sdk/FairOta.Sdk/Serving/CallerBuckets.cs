using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace FairOta.Sdk.Serving;

/// <summary>What callers used up, by address, and what was sent of releases, by name, in memory of one size: each falls
/// upon one of a fixed number of places by a keyed hash. Two that fall upon the same share its limits, which nobody can
/// bring about on purpose without the key; however many addresses an attacker has, nothing grows and nobody is
/// forgotten.</summary>
/// <remarks>An IPv6 address counts by its first 64 bits, because whoever has one address of a network usually has them
/// all. Thread-safe.</remarks>
/// <param name="key">16 random bytes.</param>
internal sealed class CallerBuckets(byte[] key)
{
    private const int Places = 1 << 16;
    private readonly long[] _requests = new long[Places];
    private readonly long[] _bytes = new long[Places];
    private readonly int[] _atOnce = new int[Places];
    private readonly long[] _releases = new long[Places];

    /// <summary>Where a caller counts; all that the transport knows no address of count together.</summary>
    public int PlaceOf(IPAddress? caller)
    {
        Span<byte> network = stackalloc byte[16];
        network.Clear();
        if (caller is not null) Network(caller, network);
        return PlaceOf(network);
    }

    /// <summary>Where a release counts, by whatever a caller says its name is.</summary>
    public int PlaceOf(string release) => PlaceOf(Encoding.UTF8.GetBytes(release));

    /// <summary>The bucket of a place's requests.</summary>
    public ref long Requests(int place) => ref _requests[place];

    /// <summary>The bucket of the bytes sent to a place.</summary>
    public ref long Bytes(int place) => ref _bytes[place];

    /// <summary>The bucket of the bytes sent of releases at a place.</summary>
    public ref long Releases(int place) => ref _releases[place];

    /// <summary>Requests of a place that are being served.</summary>
    public ref int AtOnce(int place) => ref _atOnce[place];

    /// <summary>Takes units where they may pass now; else says how long until then, and takes none.</summary>
    public static long TryTake(ref long bucket, Rate rate, long now, long amount)
    {
        while (true)
        {
            long before = Volatile.Read(ref bucket);
            long wait = RateRules.Wait(rate, before, now, amount);
            if (wait > 0) return wait;
            long after = RateRules.Take(rate, before, now, amount);
            if (Interlocked.CompareExchange(ref bucket, after, before) == before) return 0;
        }
    }

    /// <summary>Takes units whether they may pass now or not, and says how long whoever takes them is to
    /// wait.</summary>
    public static long Take(ref long bucket, Rate rate, long now, long amount)
    {
        while (true)
        {
            long before = Volatile.Read(ref bucket);
            long after = RateRules.Take(rate, before, now, amount);
            if (Interlocked.CompareExchange(ref bucket, after, before) == before)
                return RateRules.Wait(rate, before, now, amount);
        }
    }

    private int PlaceOf(ReadOnlySpan<byte> name)
    {
        byte[] input = [.. key, .. name];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return (hash[0] << 8) | hash[1];
    }

    private static void Network(IPAddress caller, Span<byte> network)
    {
        if (caller.IsIPv4MappedToIPv6) caller = caller.MapToIPv4();
        caller.TryWriteBytes(network, out _);
        if (caller.AddressFamily == AddressFamily.InterNetworkV6) network[8..].Clear();
        else network[15] = 4; // no IPv6 network ends so
    }
}

using System;
using System.Collections.Concurrent;
using FairOta.Core;
using FairOta.Core.Crypto;

namespace FairOta.Agent.Tests;

/// <summary>Who signed what. Runs that repeat an exchange share the work.</summary>
internal static class Recovered
{
    private static readonly ConcurrentDictionary<string, byte[]> Addresses = new();

    /// <summary>The signer's address, empty where it is no signature.</summary>
    public static byte[] Address(byte[] digest, byte[] signature) => Addresses.GetOrAdd(
        Bytes.ToHex(digest) + Bytes.ToHex(signature),
        _ => Ecdsa.RecoverAddress(digest, signature) ?? Array.Empty<byte>());
}

using System.Text;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Gas.Tests;

/// <summary>Values that look random and are the same in every run.</summary>
internal static class Names
{
    /// <summary>32 bytes, which are a private key but for one name in 2^128.</summary>
    public static Hash32 Secret(string name) => Hash32.FromBytes(Keccak256.Hash(Encoding.ASCII.GetBytes(name)));

    public static PrivateKeyAccount Account(string name) => new(Secret(name).ToBytes());
}

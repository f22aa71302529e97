using System;
using System.IO;
using System.Numerics;
using System.Text.Json;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;

namespace FairOta.Gas.Tests;

/// <summary>Calls of the contracts in npm's @uniswap/merkle-distributor: the distributor and a plain ERC-20.</summary>
internal static class PeerContracts
{
    /// <summary>Creation code of a distributor.</summary>
    public static byte[] Distributor(Address token, Hash32 root) =>
        [.. Bytecode("MerkleDistributor"), .. new AbiWriter().Address(token).Bytes32(root).ToArray()];

    /// <summary>Creation code of a token, all of which its creator gets.</summary>
    public static byte[] Token(BigInteger supply) =>
        [.. Bytecode("TestERC20"), .. new AbiWriter().Text("Token").Text("T").UInt(supply).ToArray()];

    public static byte[] Claim(PeerTree tree, int index, Address account, ulong amount) => new AbiWriter()
        .UInt(index).Address(account).UInt(amount).Array(tree.Proof(index), (w, node) => w.Bytes32(node))
        .Call("claim(uint256,address,uint256,bytes32[])");

    public static byte[] Transfer(Address to, BigInteger amount) =>
        new AbiWriter().Address(to).UInt(amount).Call("transfer(address,uint256)");

    public static byte[] Approve(Address spender, BigInteger amount) =>
        new AbiWriter().Address(spender).UInt(amount).Call("approve(address,uint256)");

    private static byte[] Bytecode(string contract)
    {
        using JsonDocument artifact = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            RepositoryRoot.Path, "contracts", "node_modules", "@uniswap", "merkle-distributor", "build",
            contract + ".json")));
        return Convert.FromHexString(artifact.RootElement.GetProperty("bytecode").GetString()!);
    }
}

using System;
using System.IO;
using System.Numerics;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Devnet;

/// <summary>contracts/test/tokens/TestToken.sol: a token for private chains, all of which belongs to whoever deploys
/// it.</summary>
public sealed record TestToken
{
    private const int Word = 32;

    /// <summary>Its name and symbol, at most 32 letters of ASCII.</summary>
    public string Symbol { get; init; } = "TEST";

    /// <summary>Its decimals.</summary>
    public byte Decimals { get; init; } = 6;

    /// <summary>How much there is of it, in its smallest unit.</summary>
    public BigInteger Supply { get; init; } = BigInteger.Pow(10, 15);

    /// <summary>What it burns of every transfer, in percent.</summary>
    public byte FeePercent { get; init; }

    /// <summary>Whether it refuses to change an allowance that is not zero to another, as USDT does.</summary>
    public bool KeepsAllowances { get; init; }

    /// <summary>Deploys it.</summary>
    /// <returns>Its address.</returns>
    /// <exception cref="ChainException">It was not deployed.</exception>
    public async Task<Address> DeployAsync(Wallet wallet, CancellationToken cancellation = default)
    {
        // constructor(string, uint8, uint256, uint256, bool): five slots, then the text.
        byte[] arguments =
        [
            .. Slot(5 * Word), .. Slot(Decimals), .. Slot(Supply), .. Slot(FeePercent),
            .. Slot(KeepsAllowances ? 1 : 0), .. Slot(Symbol.Length), .. Text(Symbol),
        ];
        string artifact = Path.Combine(RepositoryRoot.Path, "contracts", "artifacts", "TestToken.json");
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllTextAsync(artifact, cancellation)
            .ConfigureAwait(false));
        byte[] code = Convert.FromHexString(json.RootElement.GetProperty("bytecode").GetString()![2..]);
        TransactionReceipt receipt = await wallet
            .SendAndWaitAsync(new TransactionRequest(null, [.. code, .. arguments], 0), cancellation)
            .ConfigureAwait(false);
        return receipt.ContractAddress ?? throw new NodeException("The node names no contract that it created.");
    }

    /// <summary>A call that sends some of it.</summary>
    /// <param name="token">Its address.</param>
    /// <param name="to">Who gets it.</param>
    /// <param name="amount">In its smallest unit.</param>
    public static TransactionRequest Transfer(Address token, Address to, BigInteger amount) =>
        new(token, [0xa9, 0x05, 0x9c, 0xbb, .. new byte[Word - Address.Size], .. to.ToBytes(), .. Slot(amount)], 0);

    private static byte[] Slot(BigInteger value)
    {
        byte[] slot = new byte[Word];
        byte[] bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(slot, Word - bytes.Length);
        return slot;
    }

    private static byte[] Text(string text)
    {
        byte[] slot = new byte[Word];
        System.Text.Encoding.ASCII.GetBytes(text, slot);
        return slot;
    }
}

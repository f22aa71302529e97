using System;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>Checks a contract by its code: all of it, byte for byte.</summary>
internal static class ContractCode
{
    /// <summary>Whether the contract is there; false if there is no code at all.</summary>
    /// <exception cref="WrongCodeException">Other code is there.</exception>
    public static async Task<bool> IsThereAsync(
        EthereumNode node, Address contract, byte[] expected, string name, CancellationToken cancellation)
    {
        byte[] found = await node.GetCodeAsync(contract, BlockTag.Latest, cancellation).ConfigureAwait(false);
        if (found.Length == 0) return false;
        return found.AsSpan().SequenceEqual(expected)
            ? true
            : throw new WrongCodeException(contract, name, expected, found);
    }

    /// <summary>Returns if the contract is there.</summary>
    /// <exception cref="WrongCodeException">Other code is there, or none.</exception>
    public static async Task RequireAsync(
        EthereumNode node, Address contract, byte[] expected, string name, CancellationToken cancellation)
    {
        if (!await IsThereAsync(node, contract, expected, name, cancellation).ConfigureAwait(false))
            throw new WrongCodeException(contract, name, expected, []);
    }
}

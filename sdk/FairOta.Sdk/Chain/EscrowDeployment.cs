using System;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core.Crypto;

namespace FairOta.Sdk.Chain;

/// <summary>The one escrow that this SDK knows: its code, and the address that follows from it, the same on every
/// chain.</summary>
/// <remarks>Nobody owns it and its constructor takes nothing, so it does not matter who deploys it. Its code can
/// neither change nor hand a call on to other code: what was checked once stays so.</remarks>
public static class EscrowDeployment
{
    private const string Name = "this escrow";
    private static readonly Lazy<Address> Place = new(
        () => DeploymentProxy.AddressOf(Salt, EscrowArtifact.Instance.Bytecode));

    /// <summary>The salt of CREATE2: zero, as one code needs one address.</summary>
    public static Hash32 Salt => default;

    /// <summary>Where it is, on every chain that has it.</summary>
    public static Address Address => Place.Value;

    /// <summary>What creates it.</summary>
    public static ReadOnlyMemory<byte> CreationCode => EscrowArtifact.Instance.Bytecode;

    /// <summary>What <c>eth_getCode</c> answers for it: the same bytes on every chain and at every address.</summary>
    public static ReadOnlyMemory<byte> RuntimeCode => EscrowArtifact.Instance.RuntimeCode;

    /// <summary>keccak256 of <see cref="RuntimeCode"/>, as <c>EXTCODEHASH</c> gives it.</summary>
    public static Hash32 CodeHash => Hash32.FromBytes(Keccak256.Hash(EscrowArtifact.Instance.RuntimeCode));

    /// <summary>Full name of the contract, <c>source:name</c>, as block explorers ask for it.</summary>
    public static string ContractName => EscrowArtifact.Instance.Contract;

    /// <summary>The compiler's version, <c>v0.8.x+commit.…</c>, as block explorers ask for it.</summary>
    public static string Compiler => EscrowArtifact.Instance.Compiler;

    /// <summary>What the compiler was given: solc's standard JSON input, with the text of every source. Compiled by
    /// <see cref="Compiler"/> it gives <see cref="CreationCode"/>.</summary>
    public static string CompilerInput => EscrowArtifact.ReadInput();

    /// <summary>Whether the chain has it at <see cref="Address"/>.</summary>
    /// <exception cref="WrongCodeException">Other code is there.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    public static Task<bool> IsThereAsync(EthereumNode node, CancellationToken cancellation = default) =>
        ContractCode.IsThereAsync(node, Address, EscrowArtifact.Instance.RuntimeCode, Name, cancellation);

    /// <summary>Returns if the contract is this escrow, at whatever address.</summary>
    /// <exception cref="WrongCodeException">It has other code, or none.</exception>
    /// <exception cref="ChainException">The node cannot be asked.</exception>
    internal static Task CheckAsync(EthereumNode node, Address escrow, CancellationToken cancellation = default) =>
        ContractCode.RequireAsync(node, escrow, EscrowArtifact.Instance.RuntimeCode, Name, cancellation);

    /// <summary>Deploys it through the <see cref="DeploymentProxy"/>, and checks what is there then. Interrupted, it
    /// can be repeated: what an earlier process sent is waited for.</summary>
    /// <returns>The receipt: its block is where events begin. Null where it was there, by whomever; then nothing was
    /// sent.</returns>
    /// <exception cref="DeploymentProxyException">The chain lacks the proxy, or somebody else's deployment is under
    /// way.</exception>
    /// <exception cref="WrongCodeException">Other code is at its address, or at the proxy's.</exception>
    /// <exception cref="ChainException">As <see cref="Wallet.SettleAsync"/> and
    /// <see cref="Wallet.SendAndWaitAsync"/>.</exception>
    public static async Task<TransactionReceipt?> DeployAsync(
        EthereumNode node, Wallet wallet, CancellationToken cancellation = default)
    {
        if (await IsThereAsync(node, cancellation).ConfigureAwait(false)) return null;
        if (!await DeploymentProxy.IsThereAsync(node, cancellation).ConfigureAwait(false))
            throw new DeploymentProxyException(
                $"The chain has no deployment proxy at {DeploymentProxy.Address}, which gives the escrow its address.");
        await wallet.SettleAsync(cancellation).ConfigureAwait(false);
        if (await IsThereAsync(node, cancellation).ConfigureAwait(false)) return null;
        TransactionReceipt receipt;
        try
        {
            receipt = await wallet.SendAndWaitAsync(
                DeploymentProxy.Deploy(Salt, EscrowArtifact.Instance.Bytecode), cancellation).ConfigureAwait(false);
        }
        catch (ChainException e) when (e is JsonRpcException or TransactionRevertedException)
        {
            // The proxy reverts where the contract is there: then somebody else was faster.
            if (await IsThereAsync(node, cancellation).ConfigureAwait(false)) return null;
            byte[] next = await node.GetCodeAsync(Address, BlockTag.Pending, cancellation).ConfigureAwait(false);
            if (next.Length == 0) throw;
            throw new DeploymentProxyException(
                "Somebody else's deployment of the escrow waits for its block. Repeat when it is there.", e);
        }
        await CheckAsync(node, Address, cancellation).ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Finds the block that created it, from what the node says of the past.</summary>
    /// <returns>Its height: before it there are no events. Null if it is not there, or if the node has forgotten too
    /// much of the past, as those do that are no archives.</returns>
    /// <exception cref="NodeException">There is no valid answer.</exception>
    public static async Task<long?> FindBlockAsync(EthereumNode node, CancellationToken cancellation = default)
    {
        if (!await IsThereAsync(node, cancellation).ConfigureAwait(false)) return null;
        BlockHeader? head = await node.GetBlockAsync(BlockTag.Latest, cancellation).ConfigureAwait(false);

        // Code that is there stays there, so halving finds the first block that has it.
        long present = (head ?? throw Quantity.Malformed("block")).Number;
        long before = -1;
        bool isKnown = true;
        while (present - before > 1)
        {
            long middle = before + (present - before) / 2;
            try
            {
                byte[] code = await node
                    .GetCodeAsync(Address, BlockTag.At(middle), cancellation).ConfigureAwait(false);
                if (code.Length > 0) present = middle;
                else (before, isKnown) = (middle, true);
            }
            catch (JsonRpcException)
            {
                // Forgotten, like all before it. Only a later block without the code can still tell.
                (before, isKnown) = (middle, false);
            }
        }
        return isKnown ? present : null;
    }
}

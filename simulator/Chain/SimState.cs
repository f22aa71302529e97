using FairOta.Core;
using FairOta.Simulator.Ledger;

namespace FairOta.Simulator.Chain;

/// <summary>What blocks change: the escrow's state and everybody's money.</summary>
/// <param name="Rules">The escrow.</param>
/// <param name="Vault">The money.</param>
internal sealed record SimState(LedgerRules Rules, LedgerVault Vault)
{
    /// <summary>The state before the first block.</summary>
    public static SimState Begin(SimChainOptions options)
    {
        LedgerVault vault = new(options.Escrow);
        return new SimState(
            new LedgerRules(Eip712.Domain(options.ChainId, options.Escrow.ToBytes()), vault), vault);
    }

    /// <summary>The same, apart from this.</summary>
    public SimState Copy()
    {
        LedgerVault vault = Vault.Copy();
        return new SimState(Rules.Copy(vault), vault);
    }
}

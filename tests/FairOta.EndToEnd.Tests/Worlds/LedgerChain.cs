using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>The escrow's rules without an EVM.</summary>
internal sealed class LedgerChain(World world, Address? escrow = null) : IWorldChain
{
    private readonly MemoryLedger _ledger = new(31337, escrow ?? Keys.Account("escrow").Address, () => world.Now);

    public long ChainId => _ledger.ChainId;

    public Address Escrow => _ledger.Escrow;

    public long FirstBlock => 0;

    public IEscrow As(PrivateKeyAccount account)
    {
        if (_ledger.BalanceOf(account.Address).IsZero) _ledger.Credit(account.Address, Keys.Ether);
        return _ledger.As(account.Address);
    }

    public BigInteger BalanceOf(Address account) => _ledger.BalanceOf(account);

    public void Mine(int count) => _ledger.Mine(count);
}

using System;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.Simulator.Worlds;

/// <summary>A chain without fees on which every call is a block at once.</summary>
internal sealed class LedgerSimChain(SimWorld world) : ISimChain
{
    private readonly MemoryLedger _ledger = new(31337, Keys.Account("escrow").Address, () => world.Now);

    public string Name => "ledger";

    public long ChainId => _ledger.ChainId;

    public Address Escrow => _ledger.Escrow;

    public long FirstBlock => 0;

    public long BlockMs => 12_000;

    public IEscrow As(PrivateKeyAccount account, Action<Action>? later = null)
    {
        if (_ledger.BalanceOf(account.Address).IsZero) _ledger.Credit(account.Address, Keys.Ether * 1000);
        return _ledger.As(account.Address);
    }

    public BigInteger BalanceOf(Address account) => _ledger.BalanceOf(account);

    public void Mine() => _ledger.Mine();
}

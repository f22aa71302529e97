using System;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>The chain under a world. Between two of its blocks it changes nothing that can be read.</summary>
internal interface ISimChain
{
    /// <summary>What it is, for reports.</summary>
    string Name { get; }

    /// <summary>EIP-155 chain id.</summary>
    long ChainId { get; }

    /// <summary>The contract.</summary>
    Address Escrow { get; }

    /// <summary>The block that created it.</summary>
    long FirstBlock { get; }

    /// <summary>Milliseconds between two blocks.</summary>
    long BlockMs { get; }

    /// <summary>The escrow as that account sees it; it is given ether if it is new.</summary>
    IEscrow As(PrivateKeyAccount account);

    /// <summary>Told how transactions ended, while a block is made.</summary>
    Action<Happening>? Watch { get; set; }

    /// <summary>Makes trouble, or ends it: called after each block.</summary>
    /// <param name="mix">What the chain is like; null for calm.</param>
    void Stir(ChainMix? mix);

    /// <summary>Wei that an account holds.</summary>
    BigInteger BalanceOf(Address account);

    /// <summary>The next block, at the world's present time.</summary>
    void Mine();
}

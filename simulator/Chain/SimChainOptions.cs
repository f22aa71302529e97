using System;
using System.Numerics;
using FairOta.Core.Crypto;
using FairOta.Sdk;

namespace FairOta.Simulator.Chain;

/// <summary>How the producer of a block orders what it takes up. A sender's own transactions always keep the order of
/// their numbers.</summary>
internal enum BlockOrder
{
    /// <summary>The highest tip first, as most producers do.</summary>
    ByTip = 0,

    /// <summary>Drawn.</summary>
    Shuffled = 1,

    /// <summary>What came last comes first, whatever it pays: who copies what waits gets before it.</summary>
    Adversarial = 2,
}

/// <summary>What a <see cref="SimChain"/> is like.</summary>
internal sealed record SimChainOptions
{
    /// <summary>EIP-155 chain id that signatures name; 31337.</summary>
    public long ChainId { get; init; } = 31337;

    /// <summary>Address of the escrow, that signatures name.</summary>
    public Address Escrow { get; init; } = Named("escrow");

    /// <summary>Who gets the tips.</summary>
    public Address Miner { get; init; } = Named("miner");

    /// <summary>Where burned base fees are counted, so that no wei is lost.</summary>
    public Address Burn { get; init; } = Named("burned");

    /// <summary>Seconds from block to block, which whoever drives the chain keeps to; 12, as on Ethereum.</summary>
    public int BlockSeconds { get; init; } = 12;

    /// <summary>Most gas of a block; 60,000,000, as on Ethereum since November 2025. Half of it is the
    /// target.</summary>
    public long GasLimit { get; init; } = 60_000_000;

    /// <summary>The first block's base fee, for one gas in wei; 1 gwei.</summary>
    public BigInteger InitialBaseFee { get; init; } = 1_000_000_000;

    /// <summary>The tip that nodes call usual while blocks have room, for one gas in wei; 0.1 gwei.</summary>
    public BigInteger UsualTip { get; init; } = 100_000_000;

    /// <summary>Gas that others want, as a share of the block's limit, at the initial base fee; see
    /// <see cref="SimChain.SetDemand"/>. At 0.5 the base fee stays about where it is.</summary>
    public double Demand { get; init; } = 0.5;

    /// <summary>In which order blocks take transactions up.</summary>
    public BlockOrder Order { get; init; }

    /// <summary>Blocks upon the one that is called <c>safe</c>; 32.</summary>
    public int SafeLag { get; init; } = 32;

    /// <summary>Blocks upon the one that is called <c>finalized</c>, and the most that a reorganisation replaces;
    /// 64.</summary>
    public int FinalizedLag { get; init; } = 64;

    /// <summary>Probability that a transaction of a replaced block is forgotten, instead of waiting again;
    /// 0.1.</summary>
    public double LossOnReorganisation { get; init; } = 0.1;

    /// <summary>Most transactions of one account that wait; 64, as with geth.</summary>
    public int WaitingPerAccount { get; init; } = 64;

    private static Address Named(string name) => Address.FromBytes(
        Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(name)).AsSpan(Hash32.Size - Address.Size));
}

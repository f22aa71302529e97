using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.EndToEnd.Tests.Worlds;

/// <summary>The chain that a world stands on.</summary>
internal interface IWorldChain
{
    long ChainId { get; }

    Address Escrow { get; }

    /// <summary>The block that created the escrow.</summary>
    long FirstBlock { get; }

    /// <summary>The escrow, calling as that account, which is given ether if it is new.</summary>
    IEscrow As(PrivateKeyAccount account);

    BigInteger BalanceOf(Address account);

    /// <summary>Adds blocks, the last at the present time.</summary>
    void Mine(int count);
}

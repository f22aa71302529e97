using System.Numerics;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>What funding a tranche takes and what a delivery of it leaves to a distributor, at one price of gas.
/// Pure.</summary>
/// <remarks>Gas is of whole transactions as contracts/snapshots/gas.json has it, with the longest URL. It cannot be
/// asked of a node beforehand: the escrow refuses to be tried by an account that lacks the money or has not allowed it
/// the token yet.</remarks>
/// <param name="IsFirst">Whether it creates the release.</param>
/// <param name="Token">What it pays in; zero for ETH.</param>
/// <param name="Reward">What a delivery pays, in wei or the token's smallest unit.</param>
/// <param name="Devices">How many devices the tranche has.</param>
/// <param name="GasPrice">What one gas costs now, tip included, in wei.</param>
/// <param name="HighestGasPrice">What is offered for one gas, in wei, should it become dearer meanwhile.</param>
/// <param name="EtherBalance">What the account holds, in wei.</param>
/// <param name="TokenBalance">What it holds of the token, in its smallest unit; zero where it pays in ETH.</param>
public sealed record FundingQuote(
    bool IsFirst, Address Token, BigInteger Reward, int Devices, BigInteger GasPrice,
    BigInteger HighestGasPrice, BigInteger EtherBalance, BigInteger TokenBalance)
{
    /// <summary>Least gas of a delivery for its distributor: reserve and reveal in a batch of 100, beside devices that
    /// were delivered before.</summary>
    public const long LeastDeliveryGas = 28_796;

    /// <summary>Most gas of a delivery for its distributor, in a batch of 100: the first beside its devices.</summary>
    public const long MostDeliveryGas = 45_725;

    private static readonly WalletOptions Habits = new();
    private const long CreateGas = 122_380, CreateInTokenGas = 162_351;
    private const long AddGas = 80_374, AddInTokenGas = 105_321;
    private const long ApproveGas = 60_000; // of tokens that are proxies as well

    /// <summary>What the tranche locks, in wei or the token's smallest unit.</summary>
    public BigInteger Locked => Reward * Devices;

    /// <summary>Gas of what has to be sent, about.</summary>
    public long Gas => (IsFirst, Token.IsZero) switch
    {
        (true, true) => CreateGas,
        (true, false) => CreateInTokenGas + ApproveGas,
        (false, true) => AddGas,
        (false, false) => AddInTokenGas + ApproveGas,
    };

    /// <summary>What that gas costs now, in wei.</summary>
    public BigInteger Fee => Gas * GasPrice;

    /// <summary>What the account must hold for it while it is sent, in wei: a node wants the most that it could
    /// cost.</summary>
    public BigInteger HighestFee => Gas * (100 + Habits.GasMarginPercent) / 100 * HighestGasPrice;

    /// <summary>What the account lacks, in wei.</summary>
    public BigInteger MissingWei => Lacking(HighestFee + (Token.IsZero ? Locked : BigInteger.Zero), EtherBalance);

    /// <summary>What the account lacks of the token, in its smallest unit.</summary>
    public BigInteger MissingTokens => Token.IsZero ? BigInteger.Zero : Lacking(Locked, TokenBalance);

    /// <summary>Least that a distributor pays for a delivery now, in wei.</summary>
    public BigInteger LeastDeliveryFee => LeastDeliveryGas * GasPrice;

    /// <summary>Most that a distributor pays for a delivery in a full batch now, in wei.</summary>
    public BigInteger MostDeliveryFee => MostDeliveryGas * GasPrice;

    /// <summary>Whether the reward pays a distributor's gas; null for a token, whose worth nobody knows here.</summary>
    public DistributorIncentive? Incentive =>
        !Token.IsZero ? null
        : Reward <= LeastDeliveryFee ? DistributorIncentive.None
        : Reward <= MostDeliveryFee ? DistributorIncentive.Partial
        : DistributorIncentive.Full;

    private static BigInteger Lacking(BigInteger needed, BigInteger held) => BigInteger.Max(0, needed - held);
}

/// <summary>How a reward compares with what its delivery costs a distributor in gas.</summary>
public enum DistributorIncentive
{
    /// <summary>It pays no delivery's gas.</summary>
    None,

    /// <summary>It pays the gas of a delivery only beside devices that were delivered before.</summary>
    Partial,

    /// <summary>It pays more than the gas.</summary>
    Full,
}

using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Tests.Vendor;

/// <summary>An ERC-20 token in memory, as <paramref name="caller"/> sees it; it can have the habits of odd
/// ones.</summary>
internal sealed class FakeToken(Address caller) : IErc20
{
    public static readonly Address At = Address.Parse("0x0000000000000000000000000000000000007043");

    public Dictionary<Address, BigInteger> Balances { get; } = [];

    public Dictionary<(Address Holder, Address Spender), BigInteger> Allowances { get; } = [];

    /// <summary>What was approved, in order.</summary>
    public List<BigInteger> Approved { get; } = [];

    /// <summary>What it keeps of every transfer.</summary>
    public BigInteger Fee { get; set; }

    /// <summary>Whether an allowance changes only from or to zero.</summary>
    public bool KeepsAllowances { get; set; }

    /// <summary>Whether it forgets what is approved.</summary>
    public bool Forgets { get; set; }

    /// <summary>Whether it lets nobody transfer.</summary>
    public bool IsPaused { get; set; }

    public Task<TokenUnit> GetUnitAsync(CancellationToken cancellation = default) =>
        Task.FromResult(new TokenUnit(At, "COIN", 3));

    public Task<BigInteger> GetBalanceAsync(Address holder, CancellationToken cancellation = default) =>
        Task.FromResult(Balances.GetValueOrDefault(holder));

    public Task<BigInteger> GetAllowanceAsync(
        Address holder, Address spender, CancellationToken cancellation = default) =>
        Task.FromResult(Allowances.GetValueOrDefault((holder, spender)));

    public Task ApproveAsync(Address spender, BigInteger amount, CancellationToken cancellation = default)
    {
        if (KeepsAllowances && !amount.IsZero && !Allowances.GetValueOrDefault((caller, spender)).IsZero)
            throw new TokenException("The token refuses approve.");
        Approved.Add(amount);
        if (!Forgets) Allowances[(caller, spender)] = amount;
        return Task.CompletedTask;
    }

    /// <summary>What of a transfer arrives.</summary>
    public BigInteger Arriving(BigInteger amount) => amount - Fee;

    /// <summary>How the escrow refuses to be funded, if it does.</summary>
    public string? Refusal(Address holder, Address spender, BigInteger amount) =>
        IsPaused || Balances.GetValueOrDefault(holder) < amount
            || Allowances.GetValueOrDefault((holder, spender)) < amount ? "SafeERC20FailedOperation"
        : Fee.IsZero ? null : "WrongValue";

    public void Take(Address holder, Address spender, BigInteger amount)
    {
        Balances[holder] -= amount;
        Allowances[(holder, spender)] -= amount;
        Balances[spender] = Balances.GetValueOrDefault(spender) + Arriving(amount);
    }
}

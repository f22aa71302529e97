using System.Numerics;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Vendor;

/// <summary>What a vendor's account holds of a token, for the escrow to take. Every call can be repeated after a
/// crash.</summary>
/// <param name="token">The token, calling as the vendor's account.</param>
/// <param name="vendor">That account.</param>
/// <param name="escrow">The escrow.</param>
internal sealed class TokenFunds(IErc20 token, Address vendor, Address escrow)
{
    /// <summary>Checks that the account holds that much.</summary>
    /// <exception cref="PublishException">It holds less.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    public async Task CheckAsync(BigInteger cost, CancellationToken cancellation)
    {
        BigInteger balance = await token.GetBalanceAsync(vendor, cancellation).ConfigureAwait(false);
        if (balance >= cost) return;
        TokenUnit unit = await token.GetUnitAsync(cancellation).ConfigureAwait(false);
        throw new PublishException(
            $"The account {vendor} holds {unit.Format(balance)}, which does not pay {unit.Format(cost)}; "
            + $"send it more of {unit.Name}.");
    }

    /// <summary>Lets the escrow take that much, if it may not yet. What is allowed afterwards is exactly that, unless
    /// more was allowed before.</summary>
    /// <exception cref="PublishException">The account holds less, or the token does not keep the allowance.</exception>
    /// <exception cref="ChainException">The chain cannot be asked, or the token refuses.</exception>
    public async Task AllowAsync(BigInteger cost, CancellationToken cancellation)
    {
        await CheckAsync(cost, cancellation).ConfigureAwait(false);
        BigInteger allowed = await AllowedAsync(cancellation).ConfigureAwait(false);
        if (allowed >= cost) return;
        // Some tokens, as USDT, refuse to change an allowance that is not zero.
        if (!allowed.IsZero) await token.ApproveAsync(escrow, 0, cancellation).ConfigureAwait(false);
        await token.ApproveAsync(escrow, cost, cancellation).ConfigureAwait(false);
        if (await AllowedAsync(cancellation).ConfigureAwait(false) < cost)
            throw new PublishException("The token does not keep what the escrow is allowed to take; nothing was paid.");
    }

    /// <summary>What the escrow's refusal says of the token; null where it says nothing of it.</summary>
    public string? Explain(ChainException refusal) => refusal is not EscrowRevertedException e ? null : e.Error switch
    {
        "WrongValue" =>
            $"The token keeps a part of what it transfers: of {e.Arguments["expected"]} of its smallest units "
            + $"{e.Arguments["got"]} would arrive. No release can be funded in it.",
        "NotAToken" => "There is no contract at the token's address.",
        "SafeERC20FailedOperation" => "The token refuses the transfer to the escrow.",
        _ => null,
    };

    private Task<BigInteger> AllowedAsync(CancellationToken cancellation) =>
        token.GetAllowanceAsync(vendor, escrow, cancellation);
}

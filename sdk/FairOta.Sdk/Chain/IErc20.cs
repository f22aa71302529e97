using System.Numerics;
using System.Threading;
using System.Threading.Tasks;

namespace FairOta.Sdk.Chain;

/// <summary>An ERC-20 token as one account sees it: what funding a release in it needs. Amounts are in its smallest
/// unit.</summary>
/// <remarks>A token is anybody's program: it may answer anything, and what it did is known only by asking
/// again.</remarks>
public interface IErc20
{
    /// <summary>What its amounts are called and how they are written.</summary>
    /// <exception cref="TokenException">There is no contract, or its answers cannot be used.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<TokenUnit> GetUnitAsync(CancellationToken cancellation = default);

    /// <summary>What an account holds.</summary>
    /// <exception cref="TokenException">It is no token.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<BigInteger> GetBalanceAsync(Address holder, CancellationToken cancellation = default);

    /// <summary>What <paramref name="spender"/> may still take of what <paramref name="holder"/> holds.</summary>
    /// <exception cref="TokenException">It is no token.</exception>
    /// <exception cref="ChainException">The chain cannot be asked.</exception>
    Task<BigInteger> GetAllowanceAsync(Address holder, Address spender, CancellationToken cancellation = default);

    /// <summary>Sets what <paramref name="spender"/> may take of what the calling account holds, and waits for the
    /// block. It replaces what was allowed, so it does no harm to repeat it; what the account sent before is waited
    /// for, and nothing is sent where that much is allowed then.</summary>
    /// <exception cref="TokenException">The token refuses; nothing was sent.</exception>
    /// <exception cref="ChainException">It was not sent, or nothing is known of it.</exception>
    Task ApproveAsync(Address spender, BigInteger amount, CancellationToken cancellation = default);
}

using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>An account whose signer refuses as its health has it.</summary>
/// <param name="account">The account.</param>
/// <param name="health">How its signer is by now.</param>
internal sealed class TroubledSigner(IAccount account, NodeHealth health) : IAccount
{
    /// <summary>An account with a health, or as it is where there is none.</summary>
    public static IAccount Of(IAccount account, NodeHealth? health) =>
        health is null ? account : new TroubledSigner(account, health);

    /// <inheritdoc/>
    public Address Address => account.Address;

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(Hash32 digest, CancellationToken cancellation = default)
    {
        health.Sign();
        return account.SignAsync(digest, cancellation);
    }
}

using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>A transaction that the claimer decided on, as the escrow takes it. It may hold keys that are not public
/// yet, and says nothing of them.</summary>
/// <param name="act">What was decided, and what becomes of its sessions.</param>
/// <param name="call">The call.</param>
internal sealed class ClaimCall(ClaimAct act, EscrowCall call)
{
    /// <summary>What was decided, and what becomes of its sessions.</summary>
    public ClaimAct Act { get; } = act;

    /// <summary>The call.</summary>
    public EscrowCall Call { get; } = call;
}

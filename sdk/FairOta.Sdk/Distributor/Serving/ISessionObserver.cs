using System.Collections.Generic;
using FairOta.Sdk.Chain;

namespace FairOta.Sdk.Distributor;

/// <summary>Is told what a distributor writes into its books.</summary>
internal interface ISessionObserver
{
    /// <summary>Sessions were written, each as it is now. Called while the books are held: return at once.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="view">What the chain shows.</param>
    void Written(IReadOnlyList<Session> sessions, EscrowView view);
}

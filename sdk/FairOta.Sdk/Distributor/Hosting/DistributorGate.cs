using System;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>The distributor's gate; an origin in the same host does not pass it, and has none.</summary>
internal sealed class DistributorGate(ServingGate gate) : IDisposable
{
    public ServingGate Gate => gate;

    public void Dispose() => gate.Dispose();
}

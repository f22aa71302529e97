using System;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>The distributor's gate; an origin in the same host has its own.</summary>
internal sealed class DistributorGate(ServingGate gate) : IDisposable
{
    public ServingGate Gate => gate;

    public void Dispose() => gate.Dispose();
}

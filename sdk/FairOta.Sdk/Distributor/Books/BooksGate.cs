using System;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>Lets one thread at a time to books that one process has for itself. Reentrant.</summary>
internal sealed class BooksGate : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>Waits until nobody else is within; dispose what is returned to leave.</summary>
    public IDisposable Enter()
    {
        _gate.Enter();
        return this;
    }

    /// <summary>Leaves.</summary>
    public void Dispose() => _gate.Exit();
}

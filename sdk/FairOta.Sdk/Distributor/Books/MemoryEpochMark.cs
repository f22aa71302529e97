namespace FairOta.Sdk.Distributor;

/// <summary>The mark in memory, for simulations and tests.</summary>
internal sealed class MemoryEpochMark : IEpochMarkStore
{
    private EpochMark? _mark;

    /// <inheritdoc/>
    public EpochMark? Read() => _mark;

    /// <inheritdoc/>
    public void Write(EpochMark mark) => _mark = mark;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

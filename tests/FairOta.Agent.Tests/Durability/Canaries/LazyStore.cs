using System.Collections.Generic;

namespace FairOta.Agent.Tests.Durability.Canaries;

/// <summary>Acknowledges before it writes: a value becomes durable only with the next save.</summary>
internal sealed class LazyStore(IStateStore store) : IStateStore
{
    private readonly Dictionary<string, byte[]?> _pending = [];

    public byte[]? Load(string name) => _pending.TryGetValue(name, out byte[]? value) ? value : store.Load(name);

    public void Save(string name, byte[]? value)
    {
        foreach ((string earlier, byte[]? content) in _pending)
            store.Save(earlier, content);
        _pending.Clear();
        _pending[name] = value;
    }
}

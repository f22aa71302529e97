using System.Collections.Generic;
using FairOta.Agent;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Records in memory, which outlive the agent.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private readonly Dictionary<string, byte[]> _records = [];
    private readonly PowerSupply _power;

    /// <summary>A store on that power supply.</summary>
    public MemoryStateStore(PowerSupply power)
    {
        _power = power;
    }

    /// <inheritdoc />
    public byte[]? Load(string name) => _records.TryGetValue(name, out byte[]? value) ? (byte[])value.Clone() : null;

    /// <inheritdoc />
    public void Save(string name, byte[]? value) => _power.Durable("save " + name, () =>
    {
        if (value == null)
            _records.Remove(name);
        else
            _records[name] = (byte[])value.Clone();
    });
}

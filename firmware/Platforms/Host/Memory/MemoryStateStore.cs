using System.Collections.Generic;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.Host.Memory;

/// <summary>Records in memory, which outlive the agent.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private readonly Dictionary<string, byte[]> _records = [];
    private readonly HashSet<string> _damaged = [];
    private readonly PowerSupply _power;

    /// <summary>A store on that power supply.</summary>
    public MemoryStateStore(PowerSupply power)
    {
        _power = power;
    }

    /// <summary>Lets a record rot: it cannot be read until it is saved again.</summary>
    public void Damage(string name) => _damaged.Add(name);

    /// <inheritdoc />
    /// <exception cref="ProtocolException">The record is damaged.</exception>
    public byte[]? Load(string name)
    {
        if (_damaged.Contains(name))
            throw new ProtocolException("The record " + name + " is damaged.");
        return _records.TryGetValue(name, out byte[]? value) ? (byte[])value.Clone() : null;
    }

    /// <inheritdoc />
    public void Save(string name, byte[]? value) => _power.Durable("save " + name, () =>
    {
        _damaged.Remove(name);
        if (value == null)
            _records.Remove(name);
        else
            _records[name] = (byte[])value.Clone();
    });
}

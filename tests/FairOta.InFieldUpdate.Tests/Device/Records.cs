using System.Collections.Generic;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.InFieldUpdate.Tests.Device;

/// <summary>Records that are old or new, whatever happens.</summary>
public sealed class Records(Power power) : IStateStore
{
    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>Whether a record can be read.</summary>
    public bool IsDamaged { get; set; }

    public byte[] Load(string name) => IsDamaged
        ? throw new ProtocolException("The record is damaged.")
        : _values.GetValueOrDefault(name);

    public void Save(string name, byte[] value) => power.Use("record", () =>
    {
        IsDamaged = false;
        _values[name] = value;
    });
}

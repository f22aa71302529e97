using System;
using System.Collections.Generic;

namespace FairOta.Agent.Tests.Durability.Canaries;

/// <summary>Keeps some of the records in memory only.</summary>
internal sealed class ForgetfulStore(IStateStore store, Func<string, bool> forgets) : IStateStore
{
    private readonly Dictionary<string, byte[]?> _memory = [];

    public byte[]? Load(string name) => forgets(name) ? _memory.GetValueOrDefault(name) : store.Load(name);

    public void Save(string name, byte[]? value)
    {
        if (forgets(name))
            _memory[name] = value;
        else
            store.Save(name, value);
    }
}

using System.Collections.Generic;
using System.Linq;

namespace FairOta.Agent.Tests.Durability;

/// <summary>A store whose word on what it holds goes into the history.</summary>
internal sealed class WitnessedStore(IStateStore store, World world, List<Happening> history) : IStateStore
{
    public byte[]? Load(string name)
    {
        byte[]? value = store.Load(name);
        if (name == RecordNames.Trust && value != null)
            history.Add(new Believed(TrustState.Parse(value), world.Now));
        return value;
    }

    public void Save(string name, byte[]? value)
    {
        store.Save(name, value);
        if (value == null)
            return;
        if (name == RecordNames.Trust)
            history.Add(new Relied(TrustState.Parse(value), world.Now));
        if (name != RecordNames.Release)
            return;
        foreach (DistributorRecord record in ReleaseState.Parse(value).Distributors.Cast<DistributorRecord>())
        {
            if (record.Barred && !history.Contains(new Barred(record.Url)))
                history.Add(new Barred(record.Url));
        }
    }
}

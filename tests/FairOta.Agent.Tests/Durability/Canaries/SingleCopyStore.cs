using System.Security.Cryptography;
using FairOta.Core;
using FairOta.Platforms.Storage;

namespace FairOta.Agent.Tests.Durability.Canaries;

/// <summary>Notices damage, but has no second copy: a torn write costs the record.</summary>
internal sealed class SingleCopyStore(IStorage storage) : IStateStore
{
    public byte[]? Load(string name)
    {
        long length = storage.Length(name);
        if (length < 0)
            return null;
        byte[] stored = new byte[length];
        storage.Read(name, 0, stored, 0, stored.Length);
        int count = stored.Length < 36 ? -1 : (int)Bytes.ReadBe32(stored, 32);
        if (count < 0 || count > stored.Length - 36)
            throw new ProtocolException("The record is damaged.");
        byte[] value = stored[36..(36 + count)];
        if (!Bytes.Equal(SHA256.HashData(value), stored[..32]))
            throw new ProtocolException("The record is damaged.");
        return value;
    }

    public void Save(string name, byte[]? value)
    {
        if (value == null)
        {
            storage.Delete(name);
            return;
        }

        byte[] stored = [.. SHA256.HashData(value), .. Bytes.Be32((uint)value.Length), .. value];
        storage.Write(name, 0, stored, 0, stored.Length);
    }
}

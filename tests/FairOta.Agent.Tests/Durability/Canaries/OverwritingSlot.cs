using System.Collections.Generic;
using FairOta.Core;
using FairOta.Platforms.Storage;

namespace FairOta.Agent.Tests.Durability.Canaries;

/// <summary>Has one slot only, and writes the new image over the one that runs.</summary>
internal sealed class OverwritingSlot(IStorage storage, Loader honest) : IImageSlot
{
    private const string File = "image";

    private int _written;

    public static Loader Start(IStorage storage, List<Happening> history)
    {
        Loader honest = Loader.Start(storage);
        byte[] image = honest.Image;
        if (storage.Length(File) >= 0)
        {
            image = new byte[storage.Length(File)];
            storage.Read(File, 0, image, 0, image.Length);
        }

        return honest with { Image = image, Slot = new OverwritingSlot(storage, honest) };
    }

    public void Begin(Manifest manifest)
    {
        honest.Slot.Begin(manifest);
        storage.Delete(File);
        _written = 0;
    }

    public void Append(byte[] data, int offset, int count)
    {
        storage.Write(File, _written, data, offset, count);
        _written += count;
        honest.Slot.Append(data, offset, count);
    }

    public bool Complete() => honest.Slot.Complete();

    public void Abort() => honest.Slot.Abort();
}

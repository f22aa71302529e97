namespace FairOta.Platforms.Host.Memory;

/// <summary>What <see cref="FlashFiles"/> does where bytes have to be erased before they can be written.</summary>
public enum FlashWriting
{
    /// <summary>
    /// The whole block is written elsewhere and then entered in its place, as littlefs does: a cut leaves the old
    /// block or the new one. A file is as long as before until all of it is there.
    /// </summary>
    CopyOnWrite,

    /// <summary>
    /// The block is erased and written again where it is, as FAT without a layer beneath does: a cut leaves nonsense
    /// in all of the block, which is less than <see cref="Storage.IStorage"/> promises.
    /// </summary>
    InPlace,

    /// <summary>The same, and a file that grows has its new length before its new bytes.</summary>
    InPlaceLengthFirst,
}

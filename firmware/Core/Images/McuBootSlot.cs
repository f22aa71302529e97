#if NET
using System;

namespace FairOta.Core;

/// <summary>A slot of MCUboot's in flash.</summary>
/// <param name="SlotBytes">Bytes of the slot; of the smaller one where the two differ.</param>
/// <param name="SectorBytes">Bytes of an erase block.</param>
/// <param name="WriteBytes">Bytes that are written at once at least: 1, 2, 4, 8, 16 or 32.</param>
public sealed record McuBootSlot(long SlotBytes, int SectorBytes = 4096, int WriteBytes = 8)
{
    private const int MagicBytes = 16;
    private const int LeastAlignment = 8;
    private const int LeastSectors = 128;
    private const int StatusesPerSector = 3;
    private const int Fields = 5;

    /// <summary>
    /// Bytes of the largest image that fits however the bootloader upgrades. At the slot's end lies its trailer: the
    /// state of the swap, three writes a sector for at least 128 sectors, five fields and a magic of 16 bytes, all
    /// aligned to at least 8 bytes; whole sectors of it. A further sector is what swapping by moving needs. (MCUboot,
    /// boot_trailer_sz in bootutil_area.c, app_max_size in swap_move.c and swap_offset.c. Overwriting leaves a little
    /// more.)
    /// </summary>
    /// <exception cref="ArgumentException">There is no such slot, or it is all trailer.</exception>
    public long LargestImageBytes
    {
        get
        {
            if (SectorBytes < 1 || WriteBytes is not (1 or 2 or 4 or 8 or 16 or 32))
                throw new ArgumentException("A sector has at least 1 byte, and 1, 2, 4, 8, 16 or 32 are written.");
            long sectors = SlotBytes / SectorBytes;
            long alignment = Math.Max(LeastAlignment, WriteBytes);
            long trailer = Math.Max(LeastSectors, sectors) * StatusesPerSector * WriteBytes
                + Fields * alignment + Math.Max(MagicBytes, alignment);
            long left = sectors - (trailer + SectorBytes - 1) / SectorBytes - 1;
            if (left < 1)
                throw new ArgumentException($"A slot of {SlotBytes} bytes has no room beside its trailer.");
            return left * SectorBytes;
        }
    }
}
#endif

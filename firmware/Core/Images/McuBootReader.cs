// What makes an MCUboot image well formed. Pure, and in one pass: a device writes the image as it comes.
//
// From MCUboot, whose bootutil refuses the same (image_validate.c, tlv.c, bootutil_loader.c, loader.c):
//  1. It begins with the magic and is not encrypted, not compressed and not "non-bootable".
//  2. The protected entries, if the header announces any, follow the payload under the magic 0x6908, as many bytes as
//     the header says; the others follow under the magic 0x6907. Every entry ends within its area.
//  3. Only keys, hashes and signatures are unprotected. An empty entry at the end of the protected ones is so as well:
//     MCUboot goes by where its value would lie. A security counter has 4 bytes.
// Beyond MCUboot, which is silent or lets these pass:
//  4. The header has at least 32 bytes and the payload 1. The image is not made for another address (RAM load).
//  5. Nothing follows the entries: what is released is exactly what is checked.
//  6. At most one security counter, so that no two readers see different ones.
// Where a manifest is given:
//  7. Size, version and security counter are the manifest's.

namespace FairOta.Core;

/// <summary>Reads an MCUboot image piece by piece and refuses what is malformed. No byte of it is trusted: whether hash
/// and signature hold is not looked at.</summary>
public class McuBootReader
{
    private const int ProtectedMagic = 0x6908;
    private const int UnprotectedMagic = 0x6907;
    private const int HeadBytes = 4;
    private const int CounterBytes = 4;
    private const uint NonBootable = 0x10;
    private const uint RamLoad = 0x20;
    private const uint Encrypted = 0x04 | 0x08;
    private const uint Compressed = 0x200 | 0x400 | 0x800;

    private const int AtHeader = 0;
    private const int AtArea = 1;
    private const int AtEntry = 2;
    private const int AtCounter = 3;
    private const int AtEnd = 4;

    private readonly Manifest _manifest;
    private readonly long _imageBytes;
    private readonly byte[] _part = new byte[McuBootHeader.Size];
    private int _station = AtHeader;
    private int _partBytes = McuBootHeader.Size;
    private int _gathered;
    private long _skip;
    private long _position;
    private bool _isProtected;
    private long _areaEnd;

    /// <summary>Reads an image of that many bytes.</summary>
    public McuBootReader(long imageBytes)
    {
        _imageBytes = imageBytes;
        SecurityCounter = -1;
    }

    /// <summary>Reads the image of that manifest, and demands that it has the manifest's version and counter.</summary>
    public McuBootReader(Manifest manifest)
        : this(manifest.ImageSize)
    {
        _manifest = manifest;
    }

    /// <summary>The header; null until its 32 bytes were appended.</summary>
    public McuBootHeader Header { get; private set; }

    /// <summary>The security counter, 0 … 2³²-1; -1 while none was seen.</summary>
    public long SecurityCounter { get; private set; }

    /// <summary>Takes the next bytes, in order.</summary>
    /// <exception cref="ProtocolException">The image is malformed, or not the manifest's.</exception>
    public void Append(byte[] data, int offset, int count)
    {
        if (count > _imageBytes - _position)
            throw new ProtocolException("The MCUboot image is longer than announced.");
        while (count > 0)
        {
            int taken = _skip > 0 ? Least(_skip, count) : Least(_partBytes - _gathered, count);
            if (_skip > 0)
            {
                _skip -= taken;
            }
            else
            {
                System.Array.Copy(data, offset, _part, _gathered, taken);
                _gathered += taken;
            }

            offset += taken;
            count -= taken;
            _position += taken;
            if (_gathered == _partBytes && _station != AtEnd)
                Take();
        }
    }

    /// <summary>Says that the image is whole.</summary>
    /// <exception cref="ProtocolException">It is cut off.</exception>
    public void End()
    {
        if (_station != AtEnd || _skip != 0)
            throw new ProtocolException("The MCUboot image is cut off.");
    }

    /// <summary>Told of every entry, before its value is appended.</summary>
    /// <param name="type">Type, 16 bits.</param>
    /// <param name="isProtected">Whether hash and signature cover it.</param>
    /// <param name="position">Where its value begins in the image.</param>
    /// <param name="length">Bytes of the value; they lie within the image.</param>
    protected virtual void OnEntry(int type, bool isProtected, long position, int length)
    {
    }

    private void Take()
    {
        switch (_station)
        {
            case AtHeader:
                TakeHeader();
                break;
            case AtArea:
                TakeArea();
                break;
            case AtEntry:
                TakeEntry();
                break;
            default:
                SecurityCounter = McuBootHeader.Le32(_part, 0);
                if (_manifest != null && SecurityCounter != _manifest.SecurityCounter)
                    throw new ProtocolException("The MCUboot image's security counter is not the manifest's.");
                GoOn(0);
                break;
        }
    }

    private void TakeHeader()
    {
        if (McuBootHeader.Le32(_part, 0) != McuBootHeader.Magic)
            throw new ProtocolException("This is no MCUboot image: it begins with something else.");
        McuBootHeader header = new McuBootHeader(_part);
        Header = header;
        if (header.HeaderBytes < McuBootHeader.Size || header.PayloadBytes == 0)
            throw new ProtocolException("The MCUboot image's header or payload is too small.");
        if ((header.Flags & Encrypted) != 0)
            throw new ProtocolException("The MCUboot image is encrypted.");
        if ((header.Flags & Compressed) != 0)
            throw new ProtocolException("The MCUboot image is compressed.");
        if ((header.Flags & (NonBootable | RamLoad)) != 0)
            throw new ProtocolException("The MCUboot image is not bootable from its slot.");
        if (_manifest != null && header.Version.CompareTo(_manifest.Version) != 0)
            throw new ProtocolException("The MCUboot image's version is not the manifest's.");
        long end = header.HeaderBytes + header.PayloadBytes;
        if (end + header.ProtectedBytes + HeadBytes > _imageBytes)
            throw new ProtocolException("The MCUboot image is cut off.");
        _isProtected = header.ProtectedBytes != 0;
        _skip = end - McuBootHeader.Size;
        Gather(AtArea, HeadBytes);
    }

    private void TakeArea()
    {
        int length = McuBootHeader.Le16(_part, 2);
        long begin = _position - HeadBytes;
        if (McuBootHeader.Le16(_part, 0) != (_isProtected ? ProtectedMagic : UnprotectedMagic))
            throw new ProtocolException("The MCUboot image's entries do not begin where they should.");
        if (_isProtected && length != Header.ProtectedBytes)
            throw new ProtocolException("The MCUboot image's protected entries are not as long as its header says.");
        if (!_isProtected && begin + length != _imageBytes)
            throw new ProtocolException("The MCUboot image does not end where its entries do.");
        _areaEnd = begin + length;
        GoOn(0);
    }

    private void TakeEntry()
    {
        int type = McuBootHeader.Le16(_part, 0);
        int length = McuBootHeader.Le16(_part, 2);
        if (length > _areaEnd - _position)
            throw new ProtocolException("An entry of the MCUboot image goes beyond its end.");
        if ((!_isProtected || _position == _areaEnd) && !McuBootEntryType.MayBeUnprotected(type))
            throw new ProtocolException("An entry of the MCUboot image should be a protected one.");
        OnEntry(type, _isProtected, _position, length);
        if (type != McuBootEntryType.SecurityCounter)
        {
            GoOn(length);
            return;
        }

        if (length != CounterBytes || SecurityCounter >= 0)
            throw new ProtocolException("The MCUboot image's security counter has not 4 bytes, or comes twice.");
        Gather(AtCounter, CounterBytes);
    }

    // To what follows the value of an entry.
    private void GoOn(int valueBytes)
    {
        _skip = valueBytes;
        long left = _areaEnd - _position - valueBytes;
        if (left >= HeadBytes)
        {
            Gather(AtEntry, HeadBytes);
            return;
        }

        if (left != 0)
            throw new ProtocolException("An entry of the MCUboot image goes beyond its end.");
        if (_isProtected)
        {
            _isProtected = false;
            Gather(AtArea, HeadBytes);
            return;
        }

        if (_manifest != null && SecurityCounter < 0)
            throw new ProtocolException("The MCUboot image has no security counter.");
        Gather(AtEnd, 0);
    }

    private void Gather(int station, int partBytes)
    {
        _station = station;
        _partBytes = partBytes;
        _gathered = 0;
    }

    private static int Least(long a, int b)
    {
        return a < b ? (int)a : b;
    }
}

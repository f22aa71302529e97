namespace FairOta.Core;

/// <summary>An image's version: major, minor, revision and build, each 0 … 2⁶³-1, compared in that order.</summary>
public sealed partial class ImageVersion
{
    private const int Parts = 4;
    private readonly long[] _parts;

    /// <summary>Makes a version.</summary>
    public ImageVersion(long major, long minor, long revision, long build)
    {
        _parts = new long[] { major, minor, revision, build };
        for (int i = 0; i < Parts; i++)
        {
            if (_parts[i] < 0)
                throw new ProtocolException("A part of a version cannot be negative.");
        }
    }

    /// <summary>First part.</summary>
    public long Major
    {
        get { return _parts[0]; }
    }

    /// <summary>Second part.</summary>
    public long Minor
    {
        get { return _parts[1]; }
    }

    /// <summary>Third part.</summary>
    public long Revision
    {
        get { return _parts[2]; }
    }

    /// <summary>Fourth part.</summary>
    public long Build
    {
        get { return _parts[3]; }
    }

    /// <summary>
    /// Below zero when this version is lower than the other, zero when the same, above zero when higher.
    /// </summary>
    public int CompareTo(ImageVersion other)
    {
        for (int i = 0; i < Parts; i++)
        {
            if (_parts[i] != other._parts[i])
                return _parts[i] < other._parts[i] ? -1 : 1;
        }

        return 0;
    }

    /// <summary>"1.2.3.4".</summary>
    public override string ToString()
    {
        return _parts[0].ToString() + "." + _parts[1].ToString() + "." + _parts[2].ToString() + "."
            + _parts[3].ToString();
    }
}

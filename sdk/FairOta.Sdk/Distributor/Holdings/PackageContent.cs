using System;
using System.IO;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>A package's bytes, remembering whether they could ever not be read.</summary>
internal sealed class PackageContent(IContent content) : IContent
{
    private volatile bool _hasFailed;

    /// <summary>Whether a read failed: disks that fail once are not believed again.</summary>
    public bool HasFailed => _hasFailed;

    public long Length => content.Length;

    /// <summary>Bytes that cannot be read until they are brought again.</summary>
    public static PackageContent Lost(long length) => new(new LostContent(length)) { _hasFailed = true };

    /// <exception cref="PackageUnreadableException">The bytes cannot be read.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        try
        {
            content.Read(offset, buffer);
        }
        catch (IOException e)
        {
            _hasFailed = true;
            throw new PackageUnreadableException("The package cannot be read: " + e.Message, e);
        }
    }

    private sealed class LostContent(long length) : IContent
    {
        public long Length => length;

        public void Read(long offset, Span<byte> buffer) => throw new IOException("It is damaged.");
    }
}

/// <summary>A package that was verified when it came cannot be read any more. It is brought again; meanwhile nothing
/// that needs it is answered.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The disk's own failure; null where that was met before.</param>
public sealed class PackageUnreadableException(string message, Exception? inner = null) : IOException(message, inner);

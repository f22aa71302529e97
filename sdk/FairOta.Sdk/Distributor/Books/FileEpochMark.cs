using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace FairOta.Sdk.Distributor;

/// <summary>The mark in a small file of its own, held open and locked: two processes cannot serve with the same
/// secret and books at once.</summary>
/// <remarks>Keep it out of the books' backup. The line is rewritten in place and is far shorter than a sector; should
/// a power cut tear it, it is unreadable, and that begins an epoch: the safe side.</remarks>
internal sealed class FileEpochMark : IEpochMarkStore
{
    private const int LineBytes = 32 + 1 + 19 + 1;

    private readonly FileStream _file;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be opened.</exception>
    public FileEpochMark(string path) =>
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    /// <inheritdoc/>
    public EpochMark? Read()
    {
        byte[] line = new byte[LineBytes];
        _file.Position = 0;
        if (_file.Length != LineBytes) return null;
        _file.ReadExactly(line);
        string text = Encoding.ASCII.GetString(line);
        return Guid.TryParseExact(text[..32], "N", out Guid epoch)
            && text[32] == ' '
            && long.TryParse(text[33..52], NumberStyles.None, CultureInfo.InvariantCulture, out long answered)
                ? new EpochMark(epoch, answered)
                : null;
    }

    /// <inheritdoc/>
    public void Write(EpochMark mark)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{mark.Epoch:N} {mark.Answered:D19}\n");
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes(line));
        _file.Flush(flushToDisk: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

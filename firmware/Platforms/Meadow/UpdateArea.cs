using System.IO;
using System.IO.Compression;

namespace FairOta.Platforms.Meadow;

/// <summary>The folder "update" in the root of MeadowOS's file system.</summary>
/// <remarks>
/// Meadow's own update service unpacks a package into that folder and resets; what finds it at the start is part of
/// the closed operating system. Here it is unpacked beside, and the folder gets its name last: a power cut leaves no
/// half of an update to be found.
/// </remarks>
public sealed class UpdateArea : IUpdateArea
{
    private const int BufferBytes = 16 * 1024;

    private readonly string _folder;
    private readonly string _beside;
    private readonly long _largestUnpackedBytes;

    /// <summary>The area of the file system with that root (/meadow0), for packages of at most that size.</summary>
    public UpdateArea(string root, long largestUnpackedBytes)
    {
        _folder = Path.Combine(root, "update");
        _beside = Path.Combine(root, "update-unpacked");
        _largestUnpackedBytes = largestUnpackedBytes;
    }

    /// <inheritdoc />
    public bool IsStaged => Directory.Exists(_folder);

    /// <inheritdoc />
    public void Clear()
    {
        // First away from its name: a folder that is deleted file by file must not be found half empty.
        Remove(_beside);
        if (!Directory.Exists(_folder))
            return;
        Directory.Move(_folder, _beside);
        Remove(_beside);
    }

    /// <inheritdoc />
    /// <exception cref="IOException">The file system is full or failed.</exception>
    public bool Stage(Stream package)
    {
        Clear();
        try
        {
            using ZipArchive archive = new(package, ZipArchiveMode.Read);
            if (!PackageRules.MayInstall(archive, _largestUnpackedBytes))
                return false;
            Directory.CreateDirectory(_beside);
            foreach (ZipArchiveEntry entry in archive.Entries)
                Unpack(entry);
        }
        catch (InvalidDataException)
        {
            // No zip archive, or a broken one.
            Remove(_beside);
            return false;
        }

        Directory.Move(_beside, _folder);
        return true;
    }

    private void Unpack(ZipArchiveEntry entry)
    {
        string path = Path.Combine(_beside, entry.FullName);
        if (PackageRules.IsFolder(entry.FullName))
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream packed = entry.Open();
        using FileStream file = new(path, FileMode.Create, FileAccess.Write);
        byte[] buffer = new byte[BufferBytes];
        long left = entry.Length;
        int read;
        while ((read = packed.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (read > left)
                throw new InvalidDataException("An entry is longer than it says.");
            file.Write(buffer, 0, read);
            left -= read;
        }

        if (left != 0)
            throw new InvalidDataException("An entry is shorter than it says.");
        file.Flush(flushToDisk: true);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

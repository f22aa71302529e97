using System.IO;
using FairOta.Core;

namespace FairOta.Simulator.Run;

/// <summary>An image on disk.</summary>
public static class ImageFile
{
    /// <summary>Reads it; null for no file.</summary>
    /// <exception cref="IOException">It cannot be read, is empty or larger than 64 MiB.</exception>
    public static byte[]? Read(FileInfo? file)
    {
        if (file is null) return null;
        if (!file.Exists) throw new IOException($"There is no image {file}.");
        if (file.Length is 0 or > Limits.MaxImageBytes)
            throw new IOException($"{file} has {file.Length} bytes; an image has 1 byte to 64 MiB.");
        return File.ReadAllBytes(file.FullName);
    }
}

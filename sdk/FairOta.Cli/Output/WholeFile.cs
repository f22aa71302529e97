using System.IO;

namespace FairOta.Cli.Output;

/// <summary>Files that are there whole or as they were.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file, onto the disk, and then in its place.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        string draft = path + ".draft";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}

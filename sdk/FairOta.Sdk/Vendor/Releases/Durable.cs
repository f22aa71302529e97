using System.IO;

namespace FairOta.Sdk.Vendor;

/// <summary>Files that survive a crash as the old or the new one.</summary>
internal static class Durable
{
    /// <summary>Writes a file whole: beside it first, onto the disk, then in its place.</summary>
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

using System.Text;

namespace FairOta.Platforms.Storage;

/// <summary>
/// tag(s) of the protocol for what stays in a device: the ASCII bytes "FairOTA/1/" followed by s. The mac under a
/// public tag finds damage; whoever can write the storage can also forge it.
/// </summary>
internal static class StorageTags
{
    public static byte[] Of(string name) => Encoding.UTF8.GetBytes("FairOTA/1/" + name);
}

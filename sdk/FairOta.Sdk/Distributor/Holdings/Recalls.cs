using FairOta.Core;
using FairOta.Sdk.Serving;

namespace FairOta.Sdk.Distributor;

/// <summary>Whether bytes take a release back.</summary>
internal static class Recalls
{
    /// <summary>Whether they are a recall of the release by the signer of its manifest or its vendor account. False for
    /// anything else, malformed bytes included: they come from strangers.</summary>
    public static bool IsOf(byte[] notice, ReleaseId release, byte[] signedManifest)
    {
        try
        {
            RecallNotice recall = RecallNotice.Parse(notice);
            return recall.ReleaseId == release && recall.IsBySignerOf(signedManifest);
        }
        catch (ProtocolException)
        {
            return false;
        }
    }
}

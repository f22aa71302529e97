using FairOta.Core;

namespace FairOta.Agent;

/// <summary>Learns distributors from another source's list.</summary>
internal static class SourceList
{
    /// <summary>Adds the usable entries; a malformed list adds nothing.</summary>
    public static void Learn(Context context, byte[] body)
    {
        DistributorList list;
        try
        {
            list = DistributorList.Parse(body);
        }
        catch (ProtocolException)
        {
            // Who sends nonsense is not asked again for this; manifests are judged on their own.
            return;
        }

        int count = list.Urls.Length;
        if (count > AgentLimits.SourcesPerList)
            count = AgentLimits.SourcesPerList;
        for (int i = 0; i < count; i++)
        {
            string url = list.Urls[i];
            if (!UrlRules.IsBaseUrl(url) || Bytes.IsZero(list.Addresses[i], 0, list.Addresses[i].Length))
                continue;
            if (!context.Board.AllowPrivateHosts && !UrlRules.IsPublicHost(UrlRules.Host(url)))
                continue;
            Source source = new Source(list.Addresses[i], url);
            source.IsStranger = true;
            context.Sources.Add(source);
        }
    }
}

using System.Collections;
using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// The sources known now: those of the configuration, those of the manifest, and those learned from others.
/// </summary>
internal sealed class SourceBook
{
    private readonly ArrayList _sources = new ArrayList();

    public int Count => _sources.Count;

    public Source At(int index) => (Source)_sources[index];

    /// <summary>
    /// Adds a source unless it is there, malformed, or the book is full; the source in the book, or null. In a full
    /// book a source that the board or a manifest names takes the place of the stranger learned last: anybody may be on
    /// a list, and fill it.
    /// </summary>
    public Source Add(Source source)
    {
        Source known = Find(source.Address, source.Url);
        if (known != null)
            return known;
        if (!UrlRules.IsBaseUrl(source.Url))
            return null;
        if (_sources.Count < Limits.MaxDistributors)
        {
            _sources.Add(source);
            return source;
        }

        int last = source.IsStranger ? -1 : LastStranger();
        if (last < 0)
            return null;
        _sources[last] = source;
        return source;
    }

    public Source Find(byte[] address, string url)
    {
        for (int i = 0; i < _sources.Count; i++)
        {
            if (At(i).Is(address, url))
                return At(i);
        }

        return null;
    }

    private int LastStranger()
    {
        int last = _sources.Count - 1;
        while (last >= 0 && !At(last).IsStranger)
            last--;
        return last;
    }
}

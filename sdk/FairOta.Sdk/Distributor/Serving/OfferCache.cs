using System.Collections.Generic;
using System.Threading;

namespace FairOta.Sdk.Distributor;

/// <summary>The offers of the sessions in use, so that a download works out its keys once. Least recently used go
/// first.</summary>
/// <param name="secret">The distributor's secret, 32 bytes.</param>
/// <param name="capacity">Most offers kept. One takes 16 bytes for each segment of its package that it sealed.</param>
internal sealed class OfferCache(byte[] secret, int capacity)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SessionId, LinkedListNode<(SessionId Id, Offer Offer)>> _byId = [];
    private readonly LinkedList<(SessionId Id, Offer Offer)> _byUse = new();

    /// <summary>What the offers cost.</summary>
    public OfferCost Cost { get; } = new();

    /// <summary>The offer of a session.</summary>
    public Offer Of(Session session, Holding holding)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(session.Id, out var known)) _byUse.Remove(known);
            if (known?.Value.Offer.IsOf(holding) != true)
                known = new((session.Id, new Offer(secret, session, holding, Cost)));
            _byUse.AddFirst(known);
            _byId[session.Id] = known;
            if (_byUse.Count > capacity)
            {
                _byId.Remove(_byUse.Last!.Value.Id);
                _byUse.RemoveLast();
            }

            return known.Value.Offer;
        }
    }
}

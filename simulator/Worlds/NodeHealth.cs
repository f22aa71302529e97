using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Worlds;

/// <summary>What is wrong with somebody's node.</summary>
internal enum NodeFault
{
    /// <summary>It answers nothing.</summary>
    Outage,

    /// <summary>It is some blocks behind, in all that it answers. What is sent to it gets on.</summary>
    Lagging,

    /// <summary>Two nodes answer by turns under one URL, and one of them is behind.</summary>
    Flipping,
}

/// <summary>How the node of somebody and the signer of its account are by now. Changed between two windows; asked by
/// whose node it is alone.</summary>
/// <param name="world">Whose time it has.</param>
internal sealed class NodeHealth(SimWorld world)
{
    private NodeFault _fault;
    private int _behind;
    private long _untilMs;
    private long _refusesUntilMs;
    private long _asked;

    /// <summary>Whether the node answers all, and by its newest block.</summary>
    public bool IsSound => world.NowMs >= _untilMs;

    /// <summary>Whether the account can sign.</summary>
    public bool Signs => world.NowMs >= _refusesUntilMs;

    /// <summary>Requests that got no answer so far.</summary>
    public long Unanswered { get; private set; }

    /// <summary>Requests that were answered by a view that was behind.</summary>
    public long Stale { get; private set; }

    /// <summary>Signatures that were refused.</summary>
    public long Unsigned { get; private set; }

    /// <summary>Something is wrong with the node from now on.</summary>
    /// <param name="fault">What.</param>
    /// <param name="behind">By how many blocks it is behind, from 1, where it is.</param>
    /// <param name="untilMs">Until when, Unix milliseconds.</param>
    public void Break(NodeFault fault, int behind, long untilMs) =>
        (_fault, _behind, _untilMs) = (fault, behind, untilMs);

    /// <summary>The account does not sign until then, Unix milliseconds.</summary>
    public void Silence(long untilMs) => _refusesUntilMs = untilMs;

    /// <summary>All is well again.</summary>
    public void Heal() => (_untilMs, _refusesUntilMs) = (0, 0);

    /// <summary>A request to the node.</summary>
    /// <returns>By how many blocks the answer is behind.</returns>
    /// <exception cref="NodeException">There is no answer.</exception>
    public int Ask()
    {
        if (IsSound) return 0;
        if (_fault == NodeFault.Outage)
        {
            Unanswered++;
            throw new NodeException("The node cannot be reached.");
        }

        if (_fault == NodeFault.Flipping && _asked++ % 2 == 0) return 0;
        Stale++;
        return _behind;
    }

    /// <summary>A request to the signer.</summary>
    /// <exception cref="SigningException">It refuses.</exception>
    public void Sign()
    {
        if (Signs) return;
        Unsigned++;
        throw new SigningException("The signer cannot be reached.");
    }
}

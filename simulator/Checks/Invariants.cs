using System.Collections.Generic;

namespace FairOta.Simulator.Checks;

/// <summary>All that must hold in every world.</summary>
internal static class Invariants
{
    /// <summary>One of each; they share what they see of chain and wire.</summary>
    public static IReadOnlyList<Invariant> All()
    {
        ChainLog chain = new();
        WireLog wire = new();
        Settled settled = new(chain);
        return
        [
            new MoneyConserved(chain, wire),
            new PaidOpens(chain, wire),
            new GarbledRate(chain, wire),
            new KeyEntitled(chain, wire, settled),
            new ImageAfterKey(chain, wire),
            new NoOldImage(),
            new PaidOnce(chain, wire),
            new KeysNotLost(chain, wire, settled),
            new SignsOnce(chain, wire),
            new OneChallenge(chain, wire),
            new SamplesOnCredit(chain, wire),
            new Liveness(chain, wire),
        ];
    }
}

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
        Restores restores = new();
        FundedPlaces places = new(chain);
        return
        [
            new MoneyConserved(chain, wire, restores),
            new PaidOpens(chain, wire),
            new GarbledRate(chain, wire),
            new KeyEntitled(chain, wire, settled),
            new ImageAfterKey(chain, wire),
            new NoOldImage(),
            new PaidOnce(chain, wire, places),
            new KeysNotLost(chain, wire, settled, restores),
            new SignsOnce(chain, wire),
            new OneChallenge(chain, wire, restores),
            new SamplesOnCredit(chain, wire, restores),
            new Liveness(chain, wire, places),
        ];
    }
}

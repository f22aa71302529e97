using System.Collections.Generic;
using System.Linq;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Worlds;

namespace FairOta.Simulator.Chain;

/// <summary>Sends whatever of the claimers' calls waits once more, as its own: by an adversary's order it comes first.
/// What others sign and reveal is to be worth nothing to it.</summary>
internal sealed class Copier
{
    private static readonly PrivateKeyAccount Account = Keys.Account("copier");
    private readonly SimChain _chain;
    private readonly HashSet<Hash32> _seen = [];

    /// <summary>A copier with ether of its own.</summary>
    public Copier(SimChain chain)
    {
        _chain = chain;
        chain.Credit(Address, Keys.Ether * 1000);
    }

    /// <summary>Its account.</summary>
    public Address Address => Account.Address;

    /// <summary>Copies what it did not copy before.</summary>
    /// <returns>The names of the calls.</returns>
    public IReadOnlyList<string> Copy()
    {
        List<string> copied = [];
        foreach (SimTransaction other in _chain.Waiting.Select(each => each.Transaction).ToArray())
        {
            if (other.Sender == Address || other.Call is not (Reserve or Reveal or Claim) || !_seen.Add(other.Hash))
                continue;
            Transaction envelope = new(
                _chain.ChainId, _chain.NextNonce(Address), other.Offer.MaxPriorityFeePerGas, other.Offer.MaxFeePerGas,
                other.Gas, _chain.Request(other.Call));
            if (_chain.Post(new SimTransaction(Address, envelope, other.Call)) is null) copied.Add(other.Label);
        }

        return copied;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Ledger;

/// <summary>A batch of deliveries that is being reserved or claimed. Nothing changes before
/// <see cref="Commit"/>.</summary>
internal sealed class Batch(
    byte[] domain, ReleaseId release, uint number, Address sender, LedgerTranche tranche, long notBefore, long notAfter)
{
    private readonly HashSet<uint> _taken = [];

    public List<Accepted> Accepted { get; } = [];

    public List<Delivery> AcceptedDeliveries { get; } = [];

    public List<PassedOver> PassedOver { get; } = [];

    /// <summary>Takes what can be taken.</summary>
    /// <exception cref="EscrowRevertedException">Nothing can, or its sender is at fault.</exception>
    public void TakeAll(IReadOnlyList<Delivery> deliveries)
    {
        for (int i = 0; i < deliveries.Count; i++) Take(deliveries[i], i);
        if (Accepted.Count == 0) throw LedgerRules.Revert("NothingAccepted");
    }

    /// <summary>Takes one; null where it is passed over.</summary>
    /// <exception cref="EscrowRevertedException">Its sender is at fault.</exception>
    public Accepted? Take(Delivery delivery, int position)
    {
        if (delivery.KeyCommitment.IsZero) throw LedgerRules.Revert("ZeroCommitment", ("position", position));
        if (delivery.Index >= tranche.FleetSize)
        {
            throw LedgerRules.Revert(
                "IndexBeyondFleet",
                ("position", position), ("index", delivery.Index), ("fleetSize", tranche.FleetSize));
        }

        Address device = SignerOf(delivery, position);
        if (!IsMember(delivery, device))
        {
            throw LedgerRules.Revert(
                "NotInFleet", ("position", position), ("index", delivery.Index), ("signer", device));
        }

        if (delivery.ValidUntil < notBefore || delivery.ValidUntil > notAfter)
            return PassOver(delivery, PassedOverReason.ValidUntil);
        if (tranche.Taken.Contains(delivery.Index) || _taken.Contains(delivery.Index))
            return PassOver(delivery, PassedOverReason.Taken);

        Accepted accepted = new(delivery.Index, device, delivery.KeyCommitment);
        _taken.Add(delivery.Index);
        Accepted.Add(accepted);
        AcceptedDeliveries.Add(delivery);
        return accepted;
    }

    /// <summary>Marks what was taken.</summary>
    public void Commit() => tranche.Taken.UnionWith(_taken);

    private Accepted? PassOver(Delivery delivery, PassedOverReason reason)
    {
        PassedOver.Add(new PassedOver(default, release, number, delivery.Index, reason));
        return null;
    }

    private Address SignerOf(Delivery delivery, int position)
    {
        byte[] digest = Eip712.ProofOfDistribution(
            domain, release.ToBytes(), sender.ToBytes(), delivery.KeyCommitment.ToBytes(), delivery.ValidUntil);
        return CurveMemo.SignerOf(digest, delivery.Signature)
            ?? throw LedgerRules.Revert("InvalidSignature", ("position", position));
    }

    /// <summary>OpenZeppelin's standard tree over (uint256 index, address device): leaves hashed twice, pairs
    /// sorted.</summary>
    private bool IsMember(Delivery delivery, Address device)
    {
        byte[] node = Keccak256.Hash(Keccak256.Hash(
            [.. LedgerRules.Word(delivery.Index), .. LedgerRules.Word(device)]));
        foreach (byte[] sibling in delivery.Proof.Select(hash => hash.ToBytes()))
        {
            bool ordered = node.AsSpan().SequenceCompareTo(sibling) <= 0;
            node = Keccak256.Hash(ordered ? [.. node, .. sibling] : [.. sibling, .. node]);
        }

        return Hash32.FromBytes(node) == tranche.FleetRoot;
    }
}

using System;
using System.Collections.Generic;
using System.Numerics;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Scenarios;

namespace FairOta.Simulator.Worlds;

/// <summary>The chain under a world. Between two of its blocks it changes nothing that can be read.</summary>
internal interface ISimChain
{
    /// <summary>What it is, for reports.</summary>
    string Name { get; }

    /// <summary>EIP-155 chain id.</summary>
    long ChainId { get; }

    /// <summary>The contract.</summary>
    Address Escrow { get; }

    /// <summary>The block that created it.</summary>
    long FirstBlock { get; }

    /// <summary>Milliseconds between two blocks.</summary>
    long BlockMs { get; }

    /// <summary>Takes measures for what a scenario will ask of it, before anything happens.</summary>
    void Prepare(Scenario scenario);

    /// <summary>The escrow as that account sees it; it is given ether if it is new.</summary>
    /// <param name="account">The account.</param>
    /// <param name="health">How its node and its signer are; null where they are always well.</param>
    IEscrow As(PrivateKeyAccount account, NodeHealth? health = null);

    /// <summary>The escrow as that account calls it through an outbox, without waiting: what is not mined yet is to be
    /// asked for again.</summary>
    /// <param name="account">Who signs and pays.</param>
    /// <param name="store">What is on its way; disposed with the outbox.</param>
    /// <param name="health">How its node and its signer are; null where they are always well.</param>
    OutboxEscrow OpenOutbox(PrivateKeyAccount account, IOutboxStore store, NodeHealth? health = null);

    /// <summary>Told how transactions ended, while a block is made.</summary>
    Action<Happening>? Watch { get; set; }

    /// <summary>Makes trouble, or ends it: called after each block.</summary>
    /// <param name="mix">What the chain is like; null for calm.</param>
    void Stir(ChainMix? mix);

    /// <summary>Wei that an account holds.</summary>
    BigInteger BalanceOf(Address account);

    /// <summary>The next block, at the world's present time.</summary>
    void Mine();

    /// <summary>Transactions of a block that stands, in order, reverted ones too; empty for blocks from before the
    /// world. What nobody of the world sent is not among them.</summary>
    IReadOnlyList<MinedTransaction> MinedIn(long block);
}

/// <summary>What a transaction did and took, as its receipt has it.</summary>
/// <param name="Hash">Names it on the chain.</param>
/// <param name="Sender">Who sent and paid for it.</param>
/// <param name="Call">The escrow's function, or what it is in a word.</param>
/// <param name="Value">Wei that it meant to send.</param>
/// <param name="Fee">Gas used times the price that one gas had in the end, in wei.</param>
/// <param name="Succeeded">False if it reverted.</param>
/// <param name="Shown">Words of its data that may be keys, which are public now; empty where it shows none.</param>
internal sealed record MinedTransaction(
    Hash32 Hash, Address Sender, string Call, BigInteger Value, BigInteger Fee, bool Succeeded,
    IReadOnlyList<Hash32> Shown);

using System;

namespace FairOta.Sdk.Distributor;

/// <summary>What the books and a place outside of their backup both know: which epoch runs, and how many challenges
/// were ever answered in it.</summary>
/// <param name="Epoch">Random, drawn when the epoch began; all zeros before the first.</param>
/// <param name="Answered">Challenges answered since; never falls within an epoch.</param>
internal readonly record struct EpochMark(Guid Epoch, long Answered);

/// <summary>Where the mark is kept outside the books and their backup.</summary>
internal interface IEpochMarkStore : IDisposable
{
    /// <summary>The mark, or null if there is none or it is unreadable.</summary>
    EpochMark? Read();

    /// <summary>Replaces the mark; returns once it withstands a power cut.</summary>
    void Write(EpochMark mark);
}

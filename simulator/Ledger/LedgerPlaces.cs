using System.Collections.Generic;

namespace FairOta.Simulator.Ledger;

/// <summary>The places of a tranche that are reserved or paid: a bitmap by words of 256, as the contract keeps
/// it.</summary>
internal sealed class LedgerPlaces
{
    /// <summary>How many places share a word of the contract's storage.</summary>
    public const int OfAWord = 256;

    private const int Bits = 64;
    private const int Parts = OfAWord / Bits;
    private readonly Dictionary<uint, ulong> _bits;

    /// <summary>None.</summary>
    public LedgerPlaces()
        : this([])
    {
    }

    private LedgerPlaces(Dictionary<uint, ulong> bits) => _bits = bits;

    public bool Contains(uint place) => (_bits.GetValueOrDefault(place / Bits) & Mask(place)) != 0;

    public void Remove(uint place)
    {
        if (!_bits.TryGetValue(place / Bits, out ulong bits)) return;
        bits &= ~Mask(place);
        if (bits == 0) _bits.Remove(place / Bits);
        else _bits[place / Bits] = bits;
    }

    public void UnionWith(IEnumerable<uint> places)
    {
        foreach (uint place in places) _bits[place / Bits] = _bits.GetValueOrDefault(place / Bits) | Mask(place);
    }

    /// <summary>Whether any place of a word is among them, so that the word costs less gas to change.</summary>
    public bool IsTouched(uint word)
    {
        for (uint part = 0; part < Parts; part++)
            if (_bits.ContainsKey(word * Parts + part)) return true;
        return false;
    }

    /// <summary>The same places, apart from these.</summary>
    public LedgerPlaces Copy() => new(new Dictionary<uint, ulong>(_bits));

    private static ulong Mask(uint place) => 1UL << (int)(place % Bits);
}

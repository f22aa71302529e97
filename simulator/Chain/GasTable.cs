using System;
using System.Collections.Generic;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.Simulator.Chain;

/// <summary>
/// Gas of a call of the escrow. The figures are fitted to those measured of the contract
/// (<c>contracts/snapshots/gas.json</c>), which a test compares them with: to within 3 % for every call there.
/// </summary>
/// <remarks>A batch costs a base, each delivery, each node of its paths and each word of 256 places that it is the
/// first to touch. A batch whose deliveries share words costs less than shown here, by up to 4,900 a delivery. What an
/// expiry gives back for words that it clears is left out.</remarks>
internal static class GasTable
{
    /// <summary>A transaction that does nothing, or moves ether.</summary>
    public const long Idle = 21_000;

    /// <summary>Most for each byte of data (EIP-2028).</summary>
    private const long DataByte = 16;

    /// <summary>A storage word that was zero, instead of one that was not (EIP-2200, EIP-2929).</summary>
    private const long FreshWord = 17_100;

    private const long Node = 644;
    private const long TokenPayment = 8_790;
    private const long StrangersReveal = 2_500;
    private const long UrlWord = 774;
    private const int Word = 32;

    /// <summary>Gas of a call that succeeds, before its changes are made.</summary>
    /// <param name="sender">Who calls.</param>
    /// <param name="call">The call.</param>
    /// <param name="dataBytes">Length of its data, which tells how many nodes its paths take.</param>
    /// <param name="state">The state before it.</param>
    public static long Of(Address sender, EscrowCall call, int dataBytes, SimState state)
    {
        (LedgerRules rules, LedgerVault vault) = state;
        return call switch
        {
            CreateRelease c => (c.Token.IsZero ? 120_058 : 145_239 + First(c.Token, vault.Escrow, vault))
                + Url(c.Url),
            AddTranche c => IsInEther(ReleaseId.Of(sender, c.ManifestHash), rules) ? 80_374 : 105_321,
            Reserve c => 56_180 + ReserveChecks(c, dataBytes)
                + Words(c.Release, c.Tranche, c.Deliveries, rules),
            Claim c => 43_550 + ClaimChecks(c, dataBytes)
                + Words(c.Release, c.Tranche, c.Deliveries, rules) + Payment(c.Release, sender, rules, vault),
            Reveal c => 39_061 + 7_147 * c.Keys.Count
                + (sender == c.Reservation.Distributor ? 0 : StrangersReveal)
                + Payment(c.Reservation.Release, c.Reservation.Distributor, rules, vault),
            Expire c => 27_090 + 6_785 * c.Reservation.Deliveries.Count,
            Reclaim c => IsInEther(ReleaseId.Of(sender, c.ManifestHash), rules) ? 38_150 : 46_928,
            Announce c => 24_424 + Url(c.Url),
            _ => throw new ArgumentException($"{call.GetType().Name} is no call of the escrow.", nameof(call)),
        };
    }

    /// <summary>Gas of a call that reverts: its data, and of a batch the checks of every delivery.</summary>
    public static long OfRevert(EscrowCall call, int dataBytes) => call switch
    {
        Reserve c => Idle + ReserveChecks(c, dataBytes),
        Claim c => Idle + ClaimChecks(c, dataBytes),
        _ => Idle + DataByte * dataBytes,
    };

    private static long ReserveChecks(Reserve call, int dataBytes) =>
        12_056 * call.Deliveries.Count + Node * Nodes(dataBytes, 196, 96, call.Deliveries.Count);

    private static long ClaimChecks(Claim call, int dataBytes) =>
        16_683 * call.Deliveries.Count + Node * Nodes(dataBytes, 260, 128, call.Deliveries.Count);

    /// <summary>How many nodes are in the data, behind a head and so many bytes for each delivery.</summary>
    private static int Nodes(int dataBytes, int head, int delivery, int count) =>
        Math.Max(0, dataBytes - head - delivery * count) / Word;

    private static long Words(
        ReleaseId release, uint number, IReadOnlyList<Delivery> deliveries, LedgerRules rules)
    {
        LedgerPlaces? taken = rules.Release(release)?.Tranches.ElementAtOrDefault((int)number)?.Taken;
        return FreshWord * deliveries.Select(d => d.Index / LedgerPlaces.OfAWord).Distinct()
            .Count(word => taken?.IsTouched(word) != true);
    }

    private static long Payment(ReleaseId release, Address to, LedgerRules rules, LedgerVault vault) =>
        rules.Release(release) is { Token: { IsZero: false } token } ? TokenPayment + First(token, to, vault) : 0;

    /// <summary>What is more for the first of a token that an account holds.</summary>
    private static long First(Address token, Address holder, LedgerVault vault) =>
        vault.Token(token)?.BalanceOf(holder).IsZero == true ? FreshWord : 0;

    private static bool IsInEther(ReleaseId release, LedgerRules rules) =>
        rules.Release(release) is not { Token.IsZero: false };

    private static long Url(string url) =>
        UrlWord * Math.Max(0, (Math.Min(Limits.MaxUrlBytes, System.Text.Encoding.UTF8.GetByteCount(url)) - 1) / Word);
}

using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Ledger;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Plays steps on the ledger in memory.</summary>
internal sealed class MemorySide
{
    private long _now = Cast.Beginning;

    /// <summary>A ledger as every sequence finds it.</summary>
    /// <param name="chainId">The chain that signatures name.</param>
    /// <param name="mutation">What is wrong with it; null for nothing.</param>
    public MemorySide(long chainId, Mutation? mutation = null)
    {
        Ledger = new MemoryLedger(
            chainId, Cast.Escrow, () => _now,
            (domain, vault) => mutation?.Rules(domain, vault) ?? new LedgerRules(domain, vault));
        foreach (Address account in Cast.Everybody.Where(a => a != Cast.Poor)) Ledger.Credit(account, Cast.Ether);
        Ledger.Refuse(Cast.Miser);
        Ledger.Add(new LedgerToken(Cast.PlainToken));
        Ledger.Add(mutation?.CountsTaxed == true ? new LedgerToken(Cast.TaxedToken) : new TaxedToken(Cast.TaxedToken));
        Ledger.Add(new BarringToken(Cast.BarringToken, Cast.Barred));
        Ledger.Add(new SilentToken(Cast.SilentToken));
        Ledger.Add(new FalseToken(Cast.FalseToken));
        foreach (Address token in Cast.RealTokens)
        {
            foreach (Address vendor in Cast.Vendors)
            {
                Ledger.Credit(vendor, token, Cast.Tokens);
                Ledger.Approve(vendor, token, Cast.Allowance(vendor));
            }
        }
    }

    public MemoryLedger Ledger { get; }

    /// <summary>Reservations that were made, standing or not.</summary>
    public List<Reservation> Reservations { get; } = [];

    public string Play(Step step)
    {
        _now = step.Time;
        try
        {
            return step switch
            {
                EscrowStep s => Play(s),
                ApproveStep s => Prepare(() => Ledger.Approve(s.Sender, s.Token, s.Amount)),
                TransferStep s => Prepare(() => Ledger.With(s.Token, token =>
                {
                    token.Transfer(s.Sender, s.To, s.Amount);
                    return true;
                })),
                _ => throw new System.ArgumentOutOfRangeException(nameof(step)),
            };
        }
        catch (EscrowRevertedException e)
        {
            return step is EscrowStep ? Outcome.Of(e) : Outcome.Prepared;
        }
        catch (LedgerFundsException)
        {
            return Outcome.Unfunded;
        }
    }

    public string Answer(Question question) => string.Concat(Words(question).Select(Hex));

    private string Play(EscrowStep step)
    {
        IReadOnlyList<EscrowEvent> events = Ledger.Result(Ledger.Apply(step.Sender, step.Call, step.Wei))!.Events;
        Reservations.AddRange(events.OfType<Reserved>().Select(e => e.Reservation));
        return Outcome.Of(events, step.Call switch
        {
            CreateRelease => events.OfType<TrancheAdded>().Single().Release.Value,
            AddTranche => Hash32.FromBytes(
                [.. new byte[28], .. Bytes.Be32(events.OfType<TrancheAdded>().Single().Tranche)]),
            _ => null,
        });
    }

    private static string Prepare(System.Action act)
    {
        act();
        return Outcome.Prepared;
    }

    private BigInteger[] Words(Question question)
    {
        switch (question)
        {
            case BalanceQuestion q:
                return [q.Token.IsZero ? Ledger.BalanceOf(q.Account) : Ledger.BalanceOf(q.Account, q.Token)];
            case AllowanceQuestion q:
                return [Ledger.With(q.Token, token => token.Allowance(q.Owner, Cast.Escrow))];
            case ReleaseQuestion q:
                return Ledger.Release(q.Release) is { } r
                    ? [Number(r.Token.ToBytes()), r.ClaimDeadline, r.Tranches.Count, r.Reward, r.Balance]
                    : new BigInteger[5];
            case TrancheQuestion q:
                return Tranche(q.Release, q.Tranche) is { } t
                    ? [Number(t.FleetRoot.ToBytes()), t.FleetSize] : new BigInteger[2];
            case TakenQuestion q:
                return [Tranche(q.Release, q.Tranche)?.Taken.Contains(q.Index) == true ? 1 : 0];
            case ReservedQuestion q:
                return [Ledger.IsReserved(q.Reservation) ? 1 : 0];
            default:
                throw new System.ArgumentOutOfRangeException(nameof(question));
        }
    }

    private LedgerTranche? Tranche(ReleaseId id, uint number) =>
        Ledger.Release(id)?.Tranches.ElementAtOrDefault((int)number);

    /// <summary>64 digits; BigInteger's own may begin with a zero more.</summary>
    private static string Hex(BigInteger word) => ' ' + word.ToString("x").TrimStart('0').PadLeft(64, '0');

    private static BigInteger Number(byte[] bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);
}

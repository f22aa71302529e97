using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Postgres;
using Microsoft.Data.Sqlite;

namespace FairOta.Cli.Commands;

/// <summary>Shows what a distributor earned, lost and spent, from its own folder: no chain is asked, and a distributor
/// that runs is not disturbed.</summary>
internal sealed class DistributorBooksCommand : ToolCommand
{
    private readonly Option<string> _data;
    private readonly DatabaseOption _database;

    public DistributorBooksCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "books",
            "Show what was earned, lost and spent. The folder is enough; the distributor may be running.")
    {
        _data = Has(Opt.Of(
            "--data", "folder", "The folder that 'distributor run' keeps.", Opt.AnyPath, "distributor"));
        _database = new DatabaseOption(this, "The database that 'distributor run' keeps, in place of the folder.");
        Examples =
        [
            "fairota distributor books --data distributor",
            "fairota distributor books --json",
        ];
    }

    protected override Task<int> RunAsync(Invocation call)
    {
        if (_database.Get(call) is { } database)
        {
            DistributorLedger shared = PostgresLook.Read(database, now: 0, sinceHour: 0).Ledger;
            return Task.FromResult(call.Done(Json(shared), [.. Lines(shared)]));
        }

        DistributorFolder folder = DistributorFolder.Find(call.Require(_data));
        try
        {
            DistributorLedger ledger = DistributorLedger.Read(folder);
            return Task.FromResult(call.Done(Json(ledger), [.. Lines(ledger)]));
        }
        catch (SqliteException e)
        {
            throw new CliException(ExitCodes.Usage, $"The books in {folder.Path} cannot be read: {e.Message}");
        }
        catch (InvalidDataException e)
        {
            throw new CliException(ExitCodes.Usage, e.Message);
        }
    }

    private static JsonObject Json(DistributorLedger ledger) => new()
    {
        ["earned"] = new JsonArray([.. ledger.Earned.Select(e => new JsonObject
        {
            ["releaseId"] = e.Release.ToString(),
            ["token"] = e.Token.IsZero ? null : e.Token.ToString(),
            ["reward"] = $"{e.Reward}",
            ["deliveries"] = e.Deliveries,
            ["amount"] = $"{e.Amount}",
        })]),
        ["deliveries"] = new JsonArray([.. ledger.Tallies.Select(t => new JsonObject
        {
            ["releaseId"] = t.Release.ToString(),
            ["standing"] = t.Standing.ToString().ToLowerInvariant(),
            ["lostTo"] = t.LostTo?.ToString(),
            ["deliveries"] = t.Deliveries,
        })]),
        ["transactions"] = new JsonArray([.. ledger.Settled.Select(s => new JsonObject
        {
            ["nonce"] = s.Nonce,
            ["what"] = s.Label,
            ["outcome"] = s.Outcome.ToString().ToLowerInvariant(),
            ["transaction"] = s.Transaction.ToString(),
            ["block"] = s.Block,
            ["gasUsed"] = s.GasUsed,
            ["fee"] = $"{s.Fee}",
            ["value"] = $"{s.Value}",
        })]),
        ["pending"] = ledger.Pending,
        ["earnedWei"] = $"{ledger.EarnedWei}",
        ["feesWei"] = $"{ledger.FeesWei}",
    };

    private static IEnumerable<string> Lines(DistributorLedger ledger)
    {
        foreach (Earning e in ledger.Earned)
        {
            yield return e.Token.IsZero
                ? $"earned   {e.Deliveries} deliveries of {e.Release}: {Amount.Format(e.Amount)}"
                : $"earned   {e.Deliveries} deliveries of {e.Release}: {e.Amount} units of token {e.Token}";
        }

        foreach (Tally t in ledger.Tallies.Where(t => t.Standing != Standing.Paid))
        {
            string to = t.LostTo is { } winner ? $" to {winner}" : "";
            yield return $"{t.Standing.ToString().ToLowerInvariant(),-8} {t.Deliveries} deliveries of {t.Release}{to}";
        }

        foreach (var kind in ledger.Settled.GroupBy(s => s.Label).OrderBy(g => g.Key))
        {
            BigInteger fees = kind.Aggregate(BigInteger.Zero, (sum, s) => sum + s.Fee);
            yield return $"spent    {kind.Count()} × {kind.Key}: {Amount.Format(fees)} of gas";
        }

        if (ledger.Pending > 0) yield return $"pending  {ledger.Pending} transactions";
        yield return $"in ether {Amount.Format(ledger.EarnedWei)} earned, {Amount.Format(ledger.FeesWei)} of gas";
    }
}

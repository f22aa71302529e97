using System.CommandLine;
using System.Numerics;
using System.Threading.Tasks;
using FairOta.Cli.Commands;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Distributor;

namespace FairOta.Cli;

/// <summary>When a distributor turns receipts into payments, and at what price.</summary>
internal sealed class ClaimOptions
{
    private const string Take = "take";
    private const string Leave = "leave";
    private static readonly DistributorPolicy Defaults = new();
    private readonly Option<Finality> _confirmations;
    private readonly Option<long> _batch;
    private readonly Option<long> _batchAge;
    private readonly Option<long> _batchSpread;
    private readonly Option<BigInteger?> _batchValue;
    private readonly Option<TokenAmount[]> _batchTokenValues;
    private readonly Option<TokenAmount[]> _tokenWorth;
    private readonly Option<string> _unknownWorth;
    private readonly Option<bool> _atALoss;
    private readonly Option<long> _replaceAfter;
    private readonly Option<bool> _keyAtReceipt;

    public ClaimOptions(Command command)
    {
        T Add<T>(T option)
            where T : Option
        {
            command.Add(option);
            return option;
        }

        Option<long> Number(string name, string value, string description, long least, long most, long otherwise) =>
            Add(Opt.Of(name, value, description, Opt.Number(least, most), otherwise));

        _confirmations = Add(Opt.Of(
            "--confirmations", "blocks",
            "When a reservation is settled and its keys go out: a number of blocks upon it, safe or finalized.",
            Finality.Parse, Defaults.Confirmations));
        _batch = Number("--batch", "count", "Receipts that make a batch.", 1, 100, Defaults.BatchDeliveries);
        _batchAge = Number(
            "--batch-age", "seconds", "How long the first receipt waits for a batch.", 0, 12 * 3600,
            Defaults.BatchAgeSeconds);
        _batchSpread = Number(
            "--batch-spread", "seconds",
            "How far apart the ends of the receipts of one batch may lie: the earliest ends it for all.", 0, 12 * 3600,
            Defaults.BatchSpreadSeconds);
        _batchValue = Add(Opt.Of<BigInteger?>(
            "--batch-value", "amount", "Receipts worth this much make a batch, as 0.01eth; by default no sum does.",
            text => Amount.Wei(text)));
        _batchTokenValues = Add(Opt.Many(
            "--batch-token-value", "address=amount",
            "The same in this token, as 2.5 or 2500000units, in place of what it is worth.", TokenAmount.Parse));
        _tokenWorth = Add(Opt.Many(
            "--token-worth", "address=amount",
            "What a whole one of this ERC-20 token is worth to you, as 0.0004eth, to weigh its rewards against gas. "
            + "Nobody is asked for a price: say it anew when it changes.", TokenAmount.ParseWorth));
        _unknownWorth = Add(Opt.Of(
            "--unknown-worth", "take|leave",
            "Whether rewards in tokens of unknown worth are taken, whatever gas costs, or left.",
            text => text is Take or Leave ? text : throw new System.FormatException("take or leave is expected."),
            Take));
        _atALoss = Add(Opt.Switch(
            "--reserve-at-a-loss",
            "Claim receipts that can wait no longer even where their gas costs more than they are worth; else they are "
            + "left."));
        _replaceAfter = Number(
            "--replace-after", "seconds", "A transaction that is not mined for so long is replaced by a dearer one.",
            10, 3600, Defaults.ReplaceSeconds);
        _keyAtReceipt = Add(Opt.Switch(
            "--key-at-receipt", "Answer receipts with the key at once: faster, and it trusts vendor and device."));
    }

    /// <summary>The policy.</summary>
    /// <exception cref="CliException">An amount is none of its token, or a token comes twice.</exception>
    /// <exception cref="ChainException">A token is none, or cannot be asked.</exception>
    public async Task<DistributorPolicy> ReadAsync(Invocation call, Connection connection) => Defaults with
    {
        Confirmations = call.Require(_confirmations),
        BatchDeliveries = (int)call.Require(_batch),
        BatchAgeSeconds = call.Require(_batchAge),
        BatchSpreadSeconds = call.Require(_batchSpread),
        BatchValue = call.Get(_batchValue),
        BatchTokenValues = await TokenAmount.ResolveAsync(
            call, connection, _batchTokenValues.Name, call.Require(_batchTokenValues)).ConfigureAwait(false),
        Worth = new RewardWorth
        {
            Tokens = await TokenAmount.ResolveWorthAsync(
                call, connection, _tokenWorth.Name, call.Require(_tokenWorth)).ConfigureAwait(false),
            TakesUnknown = call.Require(_unknownWorth) == Take,
        },
        ReservesAtALoss = call.Get(_atALoss),
        ReplaceSeconds = call.Require(_replaceAfter),
        KeyAtReceipt = call.Get(_keyAtReceipt),
    };
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Simulator.Devnet;
using FairOta.Simulator.Worlds;

namespace FairOta.EndToEnd.Tests.LedgerPlay;

/// <summary>Plays steps on the contract, each sequence from the same snapshot of one anvil. Gas costs nothing there,
/// and nobody need sign: the node sends for whoever is named, contracts too.</summary>
internal sealed class EvmSide : IAsyncDisposable
{
    private const long Gas = 8_000_000; // more than any step takes, and so little that a block stays half empty
    private static readonly Address Reader = Keys.Account("reader").Address;

    private static readonly Dictionary<uint, AbiError> Errors = new AbiError[]
    {
        new("ERC20InsufficientAllowance", [("address", "spender"), ("uint256", "allowance"), ("uint256", "needed")]),
        new("ERC20InsufficientBalance", [("address", "sender"), ("uint256", "balance"), ("uint256", "needed")]),
        new("Barred", [("address", "account")]),
    }.Concat(EscrowArtifact.Instance.Errors.Values).ToDictionary(error => error.Selector);

    private readonly AnvilProcess _anvil;
    private string _snapshot = "";

    private EvmSide(AnvilProcess anvil) => _anvil = anvil;

    /// <summary>EIP-155 chain id.</summary>
    public long ChainId { get; private init; }

    /// <summary>Starts a chain with the escrow, the tokens and everybody's money.</summary>
    public static async Task<EvmSide> StartAsync()
    {
        Task<IReadOnlyDictionary<string, string>> compiled = SolidityFile.CompileAsync();
        AnvilProcess anvil = await AnvilProcess.StartAsync(
            new AnvilOptions { Timestamp = Cast.Beginning - 100, BaseFeeWei = 0 });
        PrivateKeyAccount deployer = Keys.Account("deployer");
        await anvil.SetBalanceAsync(deployer.Address, Keys.Ether);
        using Wallet wallet = new(anvil.Node, deployer, AnvilProcess.FastWallet);
        (EscrowClient escrow, _) = await EscrowClient.DeployAsync(anvil.Node, wallet);
        Cast.Escrow = escrow.Identity.Escrow;

        EvmSide side = new(anvil) { ChainId = escrow.Identity.ChainId };
        await side.CallAsync("anvil_setLoggingEnabled", false);
        await side.CallAsync("anvil_autoImpersonateAccount", true);
        IReadOnlyDictionary<string, string> codes = await compiled;
        await side.PutAsync(Cast.Miser, codes["Miser"]);
        await side.PutAsync(Reader, codes["Reader"]);
        await side.PutAsync(Cast.PlainToken, codes["PlainToken"]);
        await side.PutAsync(Cast.TaxedToken, codes["TaxedToken"]);
        await side.PutAsync(Cast.BarringToken, codes["BarringToken"]);
        await side.PutAsync(Cast.SilentToken, codes["SilentToken"]);
        await side.PutAsync(Cast.FalseToken, codes["FalseToken"]);
        foreach (Address account in Cast.Everybody.Where(account => account != Cast.Poor))
            await anvil.SetBalanceAsync(account, Cast.Ether);
        foreach (Address token in Cast.RealTokens)
        {
            foreach (Address vendor in Cast.Vendors)
            {
                await side.SendAsync(vendor, token, Mint(vendor), 0);
                await side.SendAsync(vendor, token, Approve(Cast.Allowance(vendor)), 0);
            }
        }

        await anvil.MineAsync();
        await anvil.SetAutomineAsync(false);
        side._snapshot = await anvil.SnapshotAsync();
        return side;
    }

    /// <summary>Plays the steps from the beginning: what each came to, then what each question is answered.</summary>
    public async Task<(IReadOnlyList<string> Outcomes, IReadOnlyList<string> Answers)> PlayAsync(
        IReadOnlyList<Step> steps, IReadOnlyList<Question> questions)
    {
        await _anvil.RevertAsync(_snapshot);
        _snapshot = await _anvil.SnapshotAsync();
        List<(long Block, byte[] Output)?> mined = [];
        foreach (Step step in steps) mined.Add(await PlayAsync(step));
        Dictionary<long, List<EscrowEvent>> events = await EventsAsync(mined.FirstOrDefault(m => m is not null)?.Block);
        return ([.. steps.Zip(mined, (step, m) => Result(step, m, events))], await AnswersAsync(questions));
    }

    public ValueTask DisposeAsync() => _anvil.DisposeAsync();

    private static string Result(
        Step step, (long Block, byte[] Output)? mined, Dictionary<long, List<EscrowEvent>> events)
    {
        if (mined is not { } m) return Outcome.Unfunded;
        if (step is not EscrowStep escrow) return Outcome.Prepared;
        // Whatever succeeds logs something, and what reverts cannot.
        if (events.GetValueOrDefault(m.Block) is { } logged)
            return Outcome.Of(logged, escrow.Call is CreateRelease or AddTranche ? Hash32.FromBytes(m.Output) : null);
        (string error, IReadOnlyDictionary<string, string> arguments) = AbiError.Explain(m.Output, Errors);
        return Outcome.Of(error, arguments);
    }

    /// <summary>Mines a step; null where its sender lacks the money.</summary>
    private async Task<(long Block, byte[] Output)?> PlayAsync(Step step)
    {
        (Address to, byte[] data, BigInteger wei) = step switch
        {
            EscrowStep s => (Cast.Escrow, EscrowAbi.Encode(s.Call), s.Wei),
            ApproveStep s => (s.Token, Approve(s.Amount), BigInteger.Zero),
            TransferStep s => (s.Token, new AbiWriter()
                .Address(s.To).UInt(s.Amount).Call("transfer(address,uint256)"), BigInteger.Zero),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        try
        {
            await SendAsync(step.Sender, to, data, wei);
        }
        catch (JsonRpcException e) when (e.RemoteMessage.Contains("nsufficient funds", StringComparison.Ordinal))
        {
            return null;
        }

        JsonElement block = (await CallAsync(
            "evm_mine_detailed", new JsonObject { ["timestamp"] = step.Time, ["blocks"] = 1 }))[0];
        JsonElement transaction = block.GetProperty("transactions").EnumerateArray().Single();
        return (block.Int64("number"), transaction.Data("output"));
    }

    private async Task<Dictionary<long, List<EscrowEvent>>> EventsAsync(long? fromBlock)
    {
        if (fromBlock is not { } first) return [];
        return (await _anvil.Node.GetLogsAsync(Cast.Escrow, [], first, int.MaxValue))
            .GroupBy(log => log.At.Block)
            .ToDictionary(g => g.Key, g => g.Select(EscrowAbi.Decode).OfType<EscrowEvent>().ToList());
    }

    private async Task<IReadOnlyList<string>> AnswersAsync(IReadOnlyList<Question> questions)
    {
        byte[] input = [.. questions.SelectMany(Ask)];
        byte[] answer = await _anvil.Node.CallAsync(Reader, input);
        string hex = Convert.ToHexStringLower(answer);
        List<string> answers = [];
        int word = 0;
        foreach (Question question in questions)
        {
            answers.Add(string.Concat(
                Enumerable.Range(word, question.Words).Select(i => ' ' + hex.Substring(64 * i, 64))));
            word += question.Words;
        }

        return word * 32 == answer.Length
            ? answers : throw new InvalidOperationException("The answers are not as long as they should be.");
    }

    private static byte[] Ask(Question question)
    {
        (Address contract, byte[] call) = question switch
        {
            BalanceQuestion { Token.IsZero: true } q => (default, q.Account.ToBytes()),
            BalanceQuestion q => (q.Token, new AbiWriter().Address(q.Account).Call("balanceOf(address)")),
            AllowanceQuestion q => (q.Token, new AbiWriter()
                .Address(q.Owner).Address(Cast.Escrow).Call("allowance(address,address)")),
            ReleaseQuestion q => (Cast.Escrow, new AbiWriter()
                .Bytes32(q.Release.Value).Call(EscrowAbi.Functions.Release)),
            TrancheQuestion q => (Cast.Escrow, new AbiWriter()
                .Bytes32(q.Release.Value).UInt(q.Tranche).Call(EscrowAbi.Functions.Tranche)),
            TakenQuestion q => (Cast.Escrow, new AbiWriter()
                .Bytes32(q.Release.Value).UInt(q.Tranche).UInt(q.Index).Call(EscrowAbi.Functions.IsTaken)),
            ReservedQuestion q => (Cast.Escrow, new AbiWriter()
                .Reservation(q.Reservation).Call(EscrowAbi.Functions.IsReserved)),
            _ => throw new ArgumentOutOfRangeException(nameof(question)),
        };
        return [.. contract.ToBytes(), (byte)(call.Length >> 8), (byte)call.Length, .. call];
    }

    private static byte[] Mint(Address to) =>
        new AbiWriter().Address(to).UInt(Cast.Tokens).Call("mint(address,uint256)");

    private static byte[] Approve(BigInteger amount) =>
        new AbiWriter().Address(Cast.Escrow).UInt(amount).Call("approve(address,uint256)");

    private Task PutAsync(Address contract, string code) => CallAsync("anvil_setCode", contract.ToString(), code);

    private Task<JsonElement> SendAsync(Address from, Address to, byte[] data, BigInteger wei) => CallAsync(
        "eth_sendTransaction",
        new JsonObject
        {
            ["from"] = from.ToString(),
            ["to"] = to.ToString(),
            ["data"] = Quantity.Format(data),
            ["value"] = Quantity.Format(wei),
            ["gas"] = "0x" + Gas.ToString("x", CultureInfo.InvariantCulture),
            ["gasPrice"] = "0x0",
        });

    private Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters) =>
        _anvil.Node.Rpc.CallAsync(method, parameters);
}

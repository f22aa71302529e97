using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Sdk;
using FairOta.Sdk.Chain;

namespace FairOta.Simulator.Devnet;

/// <summary>How an <see cref="AnvilProcess"/> starts.</summary>
public sealed record AnvilOptions
{
    /// <summary>EIP-155 chain id; 31337.</summary>
    public long ChainId { get; init; } = 31337;

    /// <summary>Phrase of the chain's own funded accounts, worthless elsewhere; null for anvil's public one.</summary>
    public string? Mnemonic { get; init; }

    /// <summary>Number of the chain's own funded accounts; 1.</summary>
    public int Accounts { get; init; } = 1;

    /// <summary>What each of them holds, in whole ether; 10,000.</summary>
    public int BalanceEther { get; init; } = 10_000;

    /// <summary>Seconds between blocks; null for a block with every transaction.</summary>
    public int? BlockTimeSeconds { get; init; }

    /// <summary>Time of the first block, Unix seconds; null for now.</summary>
    public long? Timestamp { get; init; }

    /// <summary>Whether the chain begins with the deterministic deployment proxy; true.</summary>
    public bool HasDeploymentProxy { get; init; } = true;

    /// <summary>Wei that one gas costs in the first block; null for anvil's choice. It stays 0 where it is 0 and blocks
    /// are less than half full.</summary>
    public long? BaseFeeWei { get; init; }

    /// <summary>The rules it runs under, by the name that anvil has for them, such as "osaka"; null for its
    /// newest.</summary>
    public string? Hardfork { get; init; }

    /// <summary>Of how many blocks the state is kept; null for all. Blocks and logs are kept in any case.</summary>
    public int? KeptStates { get; init; }

    /// <summary>Address to listen on, and for others to reach it at; loopback.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    /// <summary>How long anvil may take until it listens; 30 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A private EVM for tests and simulations: anvil on a free loopback port. It ends when this is disposed, and
/// at the latest with this process.</summary>
public sealed class AnvilProcess : IAsyncDisposable
{
    private const string Listening = "Listening on ";
    private const int LinesKept = 50;
    private readonly Process _process;
    private readonly HttpClient _http = new();
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventHandler _onExit;

    private AnvilProcess(AnvilOptions options)
    {
        _process = new Process { StartInfo = StartInfo(options) };
        _onExit = (_, _) => Kill();
        _process.OutputDataReceived += OnLine;
        _process.ErrorDataReceived += OnLine;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The node, typed.</summary>
    public EthereumNode Node { get; private set; } = null!;

    /// <summary>A wallet's options for a chain that answers at once.</summary>
    public static WalletOptions FastWallet { get; } = new()
    {
        PollInterval = TimeSpan.FromMilliseconds(20),
        ReceiptTimeout = TimeSpan.FromSeconds(30),
    };

    /// <summary>Starts anvil and waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not come up; the message ends with its last
    /// words.</exception>
    /// <exception cref="System.IO.FileNotFoundException">There is no anvil.</exception>
    public static async Task<AnvilProcess> StartAsync(
        AnvilOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new AnvilOptions();
        var anvil = new AnvilProcess(options);
        try
        {
            anvil._process.Start();
            AppDomain.CurrentDomain.ProcessExit += anvil._onExit;
            anvil._process.BeginOutputReadLine();
            anvil._process.BeginErrorReadLine();
            anvil.Url = await anvil.ListenAsync(cancellation)
                .WaitAsync(options.StartTimeout, cancellation).ConfigureAwait(false);
            anvil.Node = new EthereumNode(new JsonRpcClient(anvil._http, anvil.Url));
            await anvil.Node.GetChainIdAsync(cancellation).ConfigureAwait(false);
            return anvil;
        }
        catch (TimeoutException)
        {
            InvalidOperationException failure = anvil.Failure("did not listen in time");
            await anvil.DisposeAsync().ConfigureAwait(false);
            throw failure;
        }
        catch
        {
            await anvil.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets the chain's time pass; the next block shows it.</summary>
    public Task IncreaseTimeAsync(long seconds, CancellationToken cancellation = default) =>
        CallAsync("evm_increaseTime", [seconds], cancellation);

    /// <summary>Sets the next block's time, Unix seconds, which must be after the last block's.</summary>
    public Task SetNextBlockTimestampAsync(long timestamp, CancellationToken cancellation = default) =>
        CallAsync("evm_setNextBlockTimestamp", [timestamp], cancellation);

    /// <summary>Makes one block.</summary>
    public Task MineAsync(CancellationToken cancellation = default) => CallAsync("evm_mine", [], cancellation);

    /// <summary>Switches whether every transaction gets a block at once.</summary>
    public Task SetAutomineAsync(bool on, CancellationToken cancellation = default) =>
        CallAsync("evm_setAutomine", [on], cancellation);

    /// <summary>Sets an account's balance in wei.</summary>
    public Task SetBalanceAsync(Address account, BigInteger wei, CancellationToken cancellation = default) => CallAsync(
        "anvil_setBalance",
        [account.ToString(), "0x" + wei.ToString("x", CultureInfo.InvariantCulture)],
        cancellation);

    /// <summary>Remembers the chain's state for one <see cref="RevertAsync"/>.</summary>
    public async Task<string> SnapshotAsync(CancellationToken cancellation = default) =>
        (await CallAsync("evm_snapshot", [], cancellation).ConfigureAwait(false)).GetString()!;

    /// <summary>Goes back to a snapshot, which is then used up. Wallets of before count on what is gone: make new
    /// ones.</summary>
    public Task RevertAsync(string snapshot, CancellationToken cancellation = default) =>
        CallAsync("evm_revert", [snapshot], cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        if (Kill()) await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
        _http.Dispose();
    }

    private Task<JsonElement> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation) =>
        Node.Rpc.CallAsync(method, parameters, cancellation);

    /// <summary>Waits until it listens. If it ends instead, all it wrote was read by then.</summary>
    private async Task<Uri> ListenAsync(CancellationToken cancellation)
    {
        Task ended = _process.WaitForExitAsync(cancellation);
        if (await Task.WhenAny(_listening.Task, ended).ConfigureAwait(false) == ended)
            throw Failure("ended before it listened");
        return await _listening.Task.ConfigureAwait(false);
    }

    private static ProcessStartInfo StartInfo(AnvilOptions options)
    {
        var info = new ProcessStartInfo(AnvilBinary.Find())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        void Argument(string name, object? value)
        {
            if (value is null) return;
            info.ArgumentList.Add(name);
            info.ArgumentList.Add(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        }
        Argument("--host", options.Listen);
        Argument("--port", 0); // the system chooses; anvil prints which
        Argument("--chain-id", options.ChainId);
        Argument("--mnemonic", options.Mnemonic);
        Argument("--accounts", options.Accounts);
        Argument("--balance", options.BalanceEther);
        Argument("--block-time", options.BlockTimeSeconds);
        Argument("--timestamp", options.Timestamp);
        if (!options.HasDeploymentProxy) info.ArgumentList.Add("--disable-default-create2-deployer");
        Argument("--base-fee", options.BaseFeeWei);
        Argument("--hardfork", options.Hardfork);
        Argument("--prune-history", options.KeptStates);
        return info;
    }

    private void OnLine(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is not { } line) return;
        lock (_lines)
        {
            if (_lines.Count == LinesKept) _lines.Dequeue();
            _lines.Enqueue(line);
        }
        int at = line.IndexOf(Listening, StringComparison.Ordinal);
        if (at >= 0) _listening.TrySetResult(new Uri("http://" + line[(at + Listening.Length)..].Trim()));
    }

    private InvalidOperationException Failure(string what)
    {
        lock (_lines) return new InvalidOperationException($"anvil {what}.\n{string.Join('\n', _lines)}");
    }

    private bool Kill()
    {
        try
        {
            if (_process.HasExited) return true;
            _process.Kill(entireProcessTree: true);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // never started, or gone between the two lines above
        }
    }
}

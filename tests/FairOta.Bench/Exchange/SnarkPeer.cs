using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace FairOta.Bench.Exchange;

/// <summary>What the sale of a payload by a zk-SNARK took.</summary>
/// <param name="Bytes">Bytes of the payload.</param>
/// <param name="Constraints">Constraints of the circuit.</param>
/// <param name="ProveMs">Processor time of the seller, the witness included.</param>
/// <param name="VerifyMs">Processor time of the buyer.</param>
/// <param name="WireBytes">Proof, cipher, root and commitment.</param>
/// <param name="KeyBytes">The proving key.</param>
internal sealed record SnarkFigures(
    int Bytes, int Constraints, double ProveMs, double VerifyMs, long WireBytes, long KeyBytes);

/// <summary>The peer in snark/, a program of Node's that is asked line by line.</summary>
internal sealed class SnarkPeer : IDisposable
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNameCaseInsensitive = true };

    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">Its packages are not installed.</exception>
    public SnarkPeer()
    {
        string folder = Repository.At("tests", "FairOta.Bench", "snark");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            throw new InvalidOperationException("Run `npm install` in tests/FairOta.Bench/snark first.");
        ProcessStartInfo start = new("node", [Path.Combine(folder, "peer.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    /// <summary>Sells a payload. What depends on its size alone is made at the first of that size.</summary>
    /// <exception cref="InvalidOperationException">The peer failed; it said why on standard error.</exception>
    public SnarkFigures Sell(byte[] payload)
    {
        _process.StandardInput.WriteLine(Convert.ToHexString(payload));
        string line = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("The peer has ended.");
        return JsonSerializer.Deserialize<SnarkFigures>(line, Names)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}

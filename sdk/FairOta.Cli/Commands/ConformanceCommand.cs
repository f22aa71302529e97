using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Conformance;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>Asks a distributor about every rule of the protocol that a server can be asked about.</summary>
internal sealed class ConformanceCommand : ToolCommand
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(1);

    private readonly Argument<string> _url;
    private readonly Option<ReleaseId?> _release;
    private readonly Option<ProductId?> _product;
    private readonly Option<Address?> _distributor;
    private readonly Option<string?> _deviceKey;
    private readonly PassphraseOptions _passphrase;
    private readonly Option<bool> _receipt;
    private readonly Option<long> _keyWithin;
    private readonly Option<long> _within;
    private readonly Option<string?> _junit;

    public ConformanceCommand(Terminal terminal, GlobalOptions global)
        : base(
            terminal, global, "conformance",
            "Ask a distributor, yours or another's, about every rule of PROTOCOL.md that a server can be asked about.")
    {
        _url = new Argument<string>("url") { Description = "The distributor's base URL.", CustomParser = ReadUrl };
        Add(_url);
        _release = Has(Opt.Of<ReleaseId?>(
            "--release", "id", "A release that it serves. Without one and without a product, only what needs none is "
            + "asked.", text => ReleaseId.Parse(text)));
        _product = Has(Opt.Of<ProductId?>(
            "--product", "id", "The product whose newest release is taken where none is named.",
            text => ProductId.Parse(text)));
        _distributor = Has(Opt.Of<Address?>(
            "--distributor", "address", "Its account, where GET /v1/distributors does not tell it by its URL.",
            text => Address.Parse(text)));
        _deviceKey = Has(Opt.Of<string?>(
            "--device-key", "file", "Key file of a device of a test fleet of the release. It uses up three of the "
            + "device's four sessions, and one answered challenge. Without it, only what needs no device is asked.",
            Opt.ExistingFile));
        _passphrase = new PassphraseOptions(this);
        _receipt = Has(Opt.Switch(
            "--receipt", "Hand the device's receipt in, so that the distributor is paid the device's reward, and ask "
            + "about keys, the package and repair."));
        _keyWithin = Has(Opt.Of(
            "--key-within", "seconds", "With --receipt: how long to wait for the key.", Opt.Number(0, 86_400), 600L));
        _within = Has(Opt.Of(
            "--within", "seconds", "What is not asked by then is listed as not asked.", Opt.Number(1, 86_400), 1800L));
        _junit = Has(Opt.Of<string?>("--junit", "file", "Where to write the results as JUnit XML.", Opt.AnyFile));
        Validators.Add(result =>
        {
            // A server that may choose the release chooses the one in which the device's signature is worth most.
            if (result.GetResult(_deviceKey) is { Implicit: false }
                && result.GetResult(_release) is not { Implicit: false })
                result.AddError("--device-key needs --release: the device signs for the release that you name.");
        });
        Examples =
        [
            "fairota conformance https://d1.example --release 0x5555…",
            "fairota conformance http://127.0.0.1:8080 --release 0x5555… --device-key fleet/device-0.json",
            "fairota conformance http://127.0.0.1:8080 --release 0x5555… --device-key fleet/device-0.json \\",
            "    --receipt --junit results.xml --json",
        ];
    }

    protected override async Task<int> RunAsync(Invocation call)
    {
        string url = call.Require(_url);
        TimeProvider time = call.Terminal.Time;
        ConformanceSubject subject = new()
        {
            Url = url,
            Release = call.Get(_release),
            Product = call.Get(_product),
            Distributor = call.Get(_distributor),
            Device = call.Get(_deviceKey) is string file ? _passphrase.Read(call, file, KeyKind.Device) : null,
            HandsReceiptIn = call.Get(_receipt),
            KeyWithin = TimeSpan.FromSeconds(call.Require(_keyWithin)),
        };
        using HttpConformanceLink link = new(url, AnswerWithin, time);
        // Where nobody answers at all there is nothing to judge: the exception ends the command.
        await link.AskAsync(new Question("GET", "/v1/distributors"), call.Cancellation).ConfigureAwait(false);
        TimeSpan within = TimeSpan.FromSeconds(call.Require(_within));
        DateTimeOffset end = time.GetUtcNow() + within;
        using CancellationTokenSource timeUp = new(within, time);
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, timeUp.Token);
        Inquiry inquiry = new(link, subject, time, call.Terminal.Randomness, asking.Token);
        IReadOnlyList<ConformanceResult> results = await ConformanceSuite.RunAsync(
            inquiry, () => time.GetUtcNow() >= end, result => Tell(call, result), call.Cancellation)
            .ConfigureAwait(false);
        if (call.Get(_junit) is string path)
            WholeFile.Write(path, Encoding.UTF8.GetBytes(ConformanceReport.JUnit(url, results).ToString()));
        call.Done(ConformanceReport.Json(url, results), ConformanceReport.Summary(results));
        return results.Any(result => result.Outcome == Conformance.Failed) ? ExitCodes.Refused : ExitCodes.Done;
    }

    /// <summary>Each result as it comes: it is the table, and the progress.</summary>
    private static void Tell(Invocation call, ConformanceResult result)
    {
        if (call.IsJson) return;
        call.Terminal.Out.WriteLine(ConformanceReport.Line(result));
        call.Terminal.Out.Flush();
    }

    private static string? ReadUrl(ArgumentResult result)
    {
        try
        {
            return Opt.Url(result.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            result.AddError(e.Message);
            return null;
        }
    }
}

using System;
using System.CommandLine;
using System.Linq;
using FairOta.Agent;
using FairOta.Cli.Commands;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk;

namespace FairOta.Cli;

/// <summary>What a device knows before it ever spoke to anybody.</summary>
internal sealed class ConfigurationOptions
{
    private readonly ProductOptions _product;

    private readonly Option<byte[][]> _signers = Opt.Many(
        "--signer", "key", "Manifest key to trust, 66 hex digits.", Signer);

    private readonly Option<string[]> _origins = Opt.Many("--origin", "url", "Base URL of an origin.", Opt.Url);

    private readonly Option<Source[]> _distributors = Opt.Many(
        "--distributor", "address=url", "A distributor known from the start.", Distributor);

    private readonly Option<Uri?> _node = Opt.Of<Uri?>(
        "--node", "url", "JSON-RPC URL of a node, as one more source of keys.", text => new Uri(text));

    private readonly Option<ImageVersion?> _version = Opt.Of<ImageVersion?>(
        "--installed-version", "1.2.3.4", "What the device came with; 0.0.0.0 by default.", ImageVersion.Parse);

    private readonly Option<long> _counter = Opt.Of(
        "--installed-counter", "number", "Security counter of that.", Opt.Number(0, long.MaxValue), 0L);

    private readonly Option<long> _hardware = Opt.Of(
        "--hardware", "number", "Hardware revision.", Opt.Number(0, long.MaxValue), 0L);

    private readonly Option<bool> _private = Opt.Switch(
        "--allow-private-networks", "Follow distributors' URLs into private networks; for development.");

    private readonly Option<bool> _silent = Opt.Switch(
        "--no-reports", "Tell nobody how installations end. The vendor's staged roll-out then waits for others.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="otherwise">An option that says all this in their stead; null where there is none.</param>
    public ConfigurationOptions(Command command, Option? otherwise = null)
    {
        Option[] own = [_signers, _origins, _distributors, _node, _version, _counter, _hardware, _private, _silent];
        _product = new ProductOptions(command, otherwise);
        foreach (Option option in own) command.Add(option);
        command.Validators.Add(result =>
        {
            if (otherwise is not null && result.GetResult(otherwise) is not null)
            {
                foreach (Option option in own.Where(option => result.GetResult(option) is { Implicit: false }))
                    result.AddError($"{option.Name} cannot be given with {otherwise.Name}, which says it already.");
                return;
            }

            foreach (Option option in (Option[])[_signers, _origins])
            {
                if (result.GetResult(option) is null or { Implicit: true })
                    result.AddError($"Option '{option.Name}' is required.");
            }
        });
    }

    public AgentConfiguration Get(Invocation call) => new()
    {
        ProductId = _product.Get(call).ToBytes(),
        ManifestKeys = call.Require(_signers),
        Origins = call.Require(_origins),
        Distributors = call.Require(_distributors),
        NodeUrl = call.Get(_node)?.ToString(),
        InstalledVersion = call.Get(_version) ?? new ImageVersion(0, 0, 0, 0),
        SecurityCounter = call.Require(_counter),
        HardwareRevision = call.Require(_hardware),
        AllowPrivateHosts = call.Get(_private),
        ReportsOutcomes = !call.Get(_silent),
    };

    private static byte[] Signer(string text)
    {
        byte[] key = new byte[33];
        return Hex.TryRead(text, key) && new Point().TryReadCompressed(key, 0)
            ? key
            : throw new FormatException("a compressed public key of 66 hex digits is expected.");
    }

    private static Source Distributor(string text)
    {
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 && Address.TryParse(text[..sign], out Address address)
            ? new Source(address.ToBytes(), Opt.Url(text[(sign + 1)..]))
            : throw new FormatException("an address, = and a URL are expected, as 0x12…=https://d.example.");
    }
}

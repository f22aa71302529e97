using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using FairOta.Cli.Commands;
using FairOta.Core;

namespace FairOta.Cli;

/// <summary>The MCUboot of a device: keys that it trusts and the slot that it fills.</summary>
internal sealed class McuBootOptions
{
    private const int MaxKeyFileBytes = 16 * 1024;

    private readonly Option<string[]> _keys = Opt.Many(
        "--boot-key", "file",
        "Public key that the device's MCUboot trusts, PEM, P-256 ('imgtool getpub --encoding pem').", Opt.ExistingFile);

    private readonly Option<long?> _slot = Opt.Of<long?>(
        "--slot-size", "bytes", "Size of the image slot; the image has to fit beside the trailer.",
        text => Opt.Number(1, uint.MaxValue)(text));

    private readonly Option<long> _sector = Opt.Of(
        "--sector-size", "bytes", "Erase block of that flash.", Opt.Number(1, 1 << 24), 4096L);

    private readonly Option<long> _write = Opt.Of(
        "--write-size", "bytes", "What that flash writes at once: 1, 2, 4, 8, 16 or 32.", WriteSize, 8L);

    public McuBootOptions(Command command)
    {
        command.Add(_keys);
        command.Add(_slot);
        command.Add(_sector);
        command.Add(_write);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_slot) is not null && result.GetResult(_keys) is null or { Implicit: true })
                result.AddError("--slot-size says something of a bootloader: --boot-key is needed as well.");
            bool isOfASlot = result.GetResult(_sector) is { Implicit: false }
                || result.GetResult(_write) is { Implicit: false };
            if (isOfASlot && result.GetResult(_slot) is null)
                result.AddError("--sector-size and --write-size say something of a slot: --slot-size is needed.");
        });
    }

    /// <summary>The bootloader; null where no key was given.</summary>
    public McuBootBootloader? Get(Invocation call)
    {
        string[] paths = call.Require(_keys);
        if (paths.Length == 0) return null;
        List<McuBootKey> keys = [.. paths.Select(Read)];
        try
        {
            return call.Get(_slot) is long slot
                ? new McuBootBootloader(keys)
                {
                    LargestImageBytes = new McuBootSlot(
                        slot, (int)call.Require(_sector), (int)call.Require(_write)).LargestImageBytes,
                }
                : new McuBootBootloader(keys);
        }
        catch (ArgumentException e)
        {
            throw new CliException(ExitCodes.Usage, e.Message);
        }
    }

    private static long WriteSize(string text) => Opt.Number(1, 32)(text) is var size && long.IsPow2(size)
        ? size
        : throw new FormatException("1, 2, 4, 8, 16 or 32 is expected.");

    private static McuBootKey Read(string path)
    {
        if (new FileInfo(path).Length > MaxKeyFileBytes)
            throw new CliException(ExitCodes.Usage, $"{path} is too large for a public key.");
        try
        {
            return McuBootKey.FromPem(File.ReadAllText(path));
        }
        catch (ProtocolException e)
        {
            throw new CliException(
                ExitCodes.Usage, $"{path}: {e.Message} 'imgtool getpub --encoding pem' writes the right one.");
        }
    }
}

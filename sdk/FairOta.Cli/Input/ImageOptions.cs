using System;
using System.CommandLine;
using System.IO;
using FairOta.Cli.Commands;
using FairOta.Core;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli;

/// <summary>What is released: the image, what kind of image it is, its version and counter.</summary>
internal sealed class ImageOptions
{
    private readonly Option<string> _image = Opt.Of(
        "--image", "file", "The firmware image, 1 byte to 64 MiB.", Opt.ExistingFile, required: true);

    private readonly Option<int> _format = Opt.Of(
        "--format", "opaque|mcuboot|assemblies|meadow",
        "What the image is. An image for MCUboot is checked as the bootloader will, assemblies as devices will.",
        Format, PayloadFormat.Opaque);

    private readonly Option<ImageVersion?> _version = Opt.Of<ImageVersion?>(
        "--image-version", "1.2.3.4", "Version of the image; an image for MCUboot says it itself.", ImageVersion.Parse);

    private readonly Option<long?> _counter = Opt.Of<long?>(
        "--counter", "number",
        "Security counter; devices refuse a lower one for ever. By default 0, or what an image for MCUboot says.",
        text => Opt.Number(0, long.MaxValue)(text));

    private readonly McuBootOptions _bootloader;

    public ImageOptions(Command command)
    {
        command.Add(_image);
        command.Add(_format);
        command.Add(_version);
        command.Add(_counter);
        _bootloader = new McuBootOptions(command);
    }

    /// <summary>Reads the image and says what the release is of it.</summary>
    public ReleasedImage Read(Invocation call)
    {
        string path = call.Require(_image);
        byte[] bytes = ImageFile.Read(path);
        int format = call.Require(_format);
        McuBootBootloader? bootloader = _bootloader.Get(call);
        if (format != PayloadFormat.McuBoot)
        {
            if (bootloader is not null)
                throw new CliException(ExitCodes.Usage, "--boot-key goes with --format mcuboot.");
            if (format == PayloadFormat.AssemblySet)
            {
                AssemblySetRelease.Read(bytes);
            }
            else if (McuBootImage.IsLike(bytes))
            {
                call.Warn($"{path} looks like an image for MCUboot. Nothing checks that a bootloader would"
                    + " boot it, and devices with MCUboot do not take it, unless it is released with"
                    + " --format mcuboot --boot-key FILE.");
            }

            ImageVersion version = call.Get(_version)
                ?? throw new CliException(ExitCodes.Usage, "Option '--image-version' is required for this format.");
            return new ReleasedImage(bytes, format, version, call.Get(_counter) ?? 0, null);
        }

        if (bootloader is null)
        {
            throw new CliException(
                ExitCodes.Usage, "--format mcuboot needs --boot-key, the public key that the bootloader trusts.");
        }

        McuBootImage image = McuBootRelease.Read(bytes, bootloader);
        return new ReleasedImage(
            bytes, format, call.Get(_version) ?? image.Header.Version,
            call.Get(_counter) ?? image.SecurityCounter!.Value, bootloader);
    }

    private static int Format(string text) => text.ToLowerInvariant() switch
    {
        "opaque" => PayloadFormat.Opaque,
        "mcuboot" => PayloadFormat.McuBoot,
        "assemblies" => PayloadFormat.AssemblySet,
        "meadow" => PayloadFormat.Meadow,
        _ => throw new FormatException("opaque, mcuboot, assemblies or meadow is expected."),
    };
}

/// <summary>An image as it is released.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="Format">One of <see cref="PayloadFormat"/>.</param>
/// <param name="Version">Its version.</param>
/// <param name="SecurityCounter">Its security counter.</param>
/// <param name="Bootloader">What boots it, for <see cref="PayloadFormat.McuBoot"/>.</param>
internal sealed record ReleasedImage(
    byte[] Bytes, int Format, ImageVersion Version, long SecurityCounter, McuBootBootloader? Bootloader);

/// <summary>Images on disk.</summary>
internal static class ImageFile
{
    public static byte[] Read(string path)
    {
        if (new FileInfo(path).Length is 0 or > Limits.MaxImageBytes)
            throw new CliException(ExitCodes.Usage, $"{path} is no image of 1 byte to 64 MiB.");
        return File.ReadAllBytes(path);
    }
}

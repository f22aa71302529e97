using System;
using System.IO;
using FairOta.Agent;
using FairOta.Core;
using FairOta.Core.Crypto;
using FairOta.Sdk.Vendor;

namespace FairOta.Cli.Commands;

/// <summary>
/// What is flashed into one device's internal storage, as a folder: the files of <see cref="DeviceConfiguration"/>, for
/// their owner only.
/// </summary>
internal static class DeviceFolder
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, whole or not at all.</summary>
    public static void Make(string folder, byte[] privateKey, byte[] configuration)
    {
        // A draft that a crash left holds a key that no list names.
        string draft = folder + ".draft";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(draft);
        else Directory.CreateDirectory(draft, FolderMode);
        Write(Path.Combine(draft, DeviceConfiguration.KeyFileName), privateKey);
        Write(Path.Combine(draft, DeviceConfiguration.FileName), configuration);
        Directory.Move(draft, folder);
    }

    /// <summary>The device's key.</summary>
    /// <exception cref="CliException">There is none, or it is no key.</exception>
    public static KeyPair ReadKey(string folder)
    {
        string path = Path.Combine(folder, DeviceConfiguration.KeyFileName);
        byte[] key = Read(path, DeviceConfiguration.KeyBytes);
        return key.Length == DeviceConfiguration.KeyBytes && Ecdsa.IsPrivateKey(key)
            ? new KeyPair(KeyKind.Device, key)
            : throw new CliException(ExitCodes.Usage, $"{path} holds no device key.");
    }

    /// <summary>The device's configuration.</summary>
    /// <exception cref="CliException">There is none, or it is malformed.</exception>
    public static AgentConfiguration ReadConfiguration(string folder)
    {
        string path = Path.Combine(folder, DeviceConfiguration.FileName);
        try
        {
            return DeviceConfiguration.Parse(Read(path, DeviceConfiguration.MaxBytes));
        }
        catch (ProtocolException e)
        {
            throw new CliException(ExitCodes.Usage, $"{path} is no configuration of a device. {e.Message}");
        }
    }

    private static byte[] Read(string path, int maxBytes) =>
        !File.Exists(path)
            ? throw new CliException(ExitCodes.Usage, $"There is no {path}; 'fairota fleet provision' makes one.")
        : new FileInfo(path).Length > maxBytes
            ? throw new CliException(ExitCodes.Usage, $"{path} is too large.")
        : File.ReadAllBytes(path);

    private static void Write(string path, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(bytes);
        file.Flush(flushToDisk: true);
    }
}

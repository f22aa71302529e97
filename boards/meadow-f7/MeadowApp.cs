using System;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using FairOta.Core;
using FairOta.Platforms.Meadow;
using Meadow;
using Meadow.Devices;

namespace FairOta.Boards.MeadowF7;

/// <summary>
/// An application with updates on a Meadow F7 Feather v2. Wi-Fi and the clock are the system's, by its own files
/// (meadow.config.yaml, wifi.config.yaml). Put the application's own work into <see cref="Run"/>.
/// </summary>
public class MeadowApp : App<F7FeatherV2>
{
    // Of 60 MB for the user: the package sealed, two packages opened, one unpacked, and the application itself.
    private const long LargestImageBytes = 8 * 1024 * 1024;

    private MeadowUpdater? _updater;

    /// <inheritdoc />
    public override Task Initialize()
    {
        OnboardLight light = new(Device.Pins.OnboardLedRed, Device.Pins.OnboardLedGreen, Device.Pins.OnboardLedBlue);
        Version built = Assembly.GetExecutingAssembly().GetName().Version;
        try
        {
            _updater = new MeadowUpdater(
                Device.PlatformOS.FileSystem.UserFileSystemRoot,
                Device.PlatformOS.FileSystem.DataDirectory,
                new ImageVersion(built.Major, built.Minor, built.Build, built.Revision),
                LargestImageBytes,
                new LightObserver(light, new ConsoleObserver()),
                Device.PlatformOS.Reset,
                exception => Console.WriteLine("FairOTA: " + exception.Message));
        }
        catch (Exception exception)
        {
            // Without a usable configuration and key nothing is updated; the application runs all the same.
            Console.WriteLine("FairOTA: not provisioned. " + exception.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task Run()
    {
        if (_updater is { } updater)
            new Thread(() => updater.Run(CancellationToken.None)) { IsBackground = true, Name = "FairOTA" }.Start();

        // An application checks here what it needs to work, and says so, within the time of a trial.
        _updater?.Judge(works: true);
        return Task.CompletedTask;
    }
}

using System;
using System.Threading;
using FairOta.Platforms.NanoFramework;
using nanoFramework.Networking;

namespace FairOta.Boards.Esp32;

/// <summary>An ESP32 on Wi-Fi, with the credentials that nanoff stored.</summary>
public static class Program
{
    // A sealed set of 32 KiB fits, and on a 4 MB module everything else beside it: see README.md.
    private const long PackageBytes = 40 * 1024;

    /// <summary>Entry of the firmware's managed part.</summary>
    public static void Main()
    {
        // Comes up in the background, and asks SNTP for the time; the agent tries again until it is there.
        WifiNetworkHelper.SetupNetworkHelper(true);
        new NanoRunner(PackageBytes, Console.WriteLine).Run(Application);
    }

    /// <summary>What runs until a first set is installed, and where both copies of one are lost.</summary>
    private static void Application()
    {
        while (true)
        {
            Console.WriteLine("No application is installed yet.");
            Thread.Sleep(60 * 1000);
        }
    }
}

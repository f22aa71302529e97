namespace nanoFramework.Networking;

/// <summary>Brings the wireless network up, with the credentials that the device was given.</summary>
public static class WifiNetworkHelper
{
    public static System.Threading.ManualResetEvent NetworkReady => throw null;
    public static void SetupNetworkHelper(bool requiresDateTime = false) => throw null;
}

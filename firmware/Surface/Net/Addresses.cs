namespace System.Net
{
    /// <summary>An address of a host.</summary>
    public class IPAddress
    {
        internal IPAddress() => throw null;
        public byte[] GetAddressBytes() => throw null;
    }

    /// <summary>What a name stands for.</summary>
    public class IPHostEntry
    {
        public IPAddress[] AddressList => throw null;
    }

    /// <summary>Looks names up.</summary>
    public static class Dns
    {
        public static IPHostEntry GetHostEntry(string hostNameOrAddress) => throw null;
    }
}

namespace System.Net.Security
{
    /// <summary>Versions of TLS.</summary>
    [Flags]
    public enum SslProtocols
    {
        None = 0x00,
        Tls12 = 3072,
        Tls13 = 12288,
    }

    /// <summary>What is checked of the other side.</summary>
    public enum SslVerification
    {
        NoVerification = 1,
        VerifyPeer = 2,
        CertificateRequired = 4,
        VerifyClientOnce = 8,
    }
}

namespace nanoFramework.Networking
{
    /// <summary>Brings the wired network up.</summary>
    public static class NetworkHelper
    {
        public static System.Threading.ManualResetEvent NetworkReady => throw null;
        public static void SetupNetworkHelper(bool requiresDateTime = false) => throw null;
    }
}

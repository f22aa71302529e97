using FairOta.Core;

namespace FairOta.Agent;

/// <summary>
/// What a device is given at the factory, as two files of its internal storage: its private key, 32 bytes, and its
/// configuration, a deterministic CBOR array. <c>fairota fleet provision</c> writes both; no device changes them.
/// </summary>
/// <remarks>
/// In CDDL, with the names of PROTOCOL.md:
/// <code>
/// device-config = [
///   1,                                      ; format version
///   product-id: bstr .size 16,
///   manifest-keys: [1*4 bstr .size 33],     ; trusted, compressed points
///   hardware-revision: uint63,
///   version: [uint63, uint63, uint63, uint63], ; of the image it was made with
///   security-counter: uint63,               ; of that image
///   origins: [0*8 base-url],
///   distributors: [0*8 [address, base-url]],
///   node: tstr .size (0..255),              ; JSON-RPC URL; empty for none
///   switches: 0..3                          ; 1: a closed network, where strangers' URLs may be private ones;
///                                           ; 2: how installations end is not reported; 3: both
/// ]
/// </code>
/// </remarks>
public static partial class DeviceConfiguration
{
    /// <summary>Name of the file with the configuration.</summary>
    public const string FileName = "device-config";

    /// <summary>Name of the file with the private key.</summary>
    public const string KeyFileName = "device-key";

    /// <summary>Bytes of a private key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Largest configuration.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Most distributors of a configuration.</summary>
    public const int MaxDistributors = 8;

    /// <summary>Longest URL of a node, in bytes of UTF-8.</summary>
    public const int MaxNodeUrlBytes = 255;

    private const int Fields = 10;
    private const int FormatVersion = 1;

    /// <summary>
    /// Reads a configuration. What the board itself knows is left as it is by default: payload format, largest image,
    /// when to confirm, limits.
    /// </summary>
    /// <exception cref="ProtocolException">It is malformed or breaks a limit.</exception>
    public static AgentConfiguration Parse(byte[] file)
    {
        CborReader reader = new CborReader(file);
        reader.ReadArray(Fields);
        if (reader.ReadUInt() != FormatVersion)
            throw new ProtocolException("The device's configuration is of another format.");
        AgentConfiguration board = new AgentConfiguration();
        board.ProductId = reader.ReadBytes(16);
        board.ManifestKeys = new byte[reader.ReadArray(1, Limits.MaxManifestKeys)][];
        for (int i = 0; i < board.ManifestKeys.Length; i++)
            board.ManifestKeys[i] = reader.ReadBytes(33);
        board.HardwareRevision = reader.ReadUInt();
        reader.ReadArray(4);
        board.InstalledVersion = new ImageVersion(
            reader.ReadUInt(), reader.ReadUInt(), reader.ReadUInt(), reader.ReadUInt());
        board.SecurityCounter = reader.ReadUInt();
        board.Origins = new string[reader.ReadArray(0, Limits.MaxOrigins)];
        for (int i = 0; i < board.Origins.Length; i++)
            board.Origins[i] = reader.ReadText(Limits.MaxUrlBytes);
        board.Distributors = new Source[reader.ReadArray(0, MaxDistributors)];
        for (int i = 0; i < board.Distributors.Length; i++)
        {
            reader.ReadArray(2);
            byte[] address = reader.ReadBytes(20);
            board.Distributors[i] = new Source(address, reader.ReadText(Limits.MaxUrlBytes));
        }

        string node = reader.ReadText(MaxNodeUrlBytes);
        board.NodeUrl = node.Length == 0 ? null : node;
        long switches = reader.ReadUInt(3, "A switch");
        board.AllowPrivateHosts = (switches & 1) != 0;
        board.ReportsOutcomes = (switches & 2) == 0;
        reader.ReadEnd();
        return board;
    }
}

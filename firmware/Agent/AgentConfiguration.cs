using FairOta.Core;

namespace FairOta.Agent;

/// <summary>What a board knows before it ever spoke to anybody.</summary>
public sealed class AgentConfiguration
{
    /// <summary>16-byte product id.</summary>
    public byte[] ProductId { get; set; }

    /// <summary>Compressed 33-byte manifest keys trusted until a signed manifest rotates them; 1 to 4.</summary>
    public byte[][] ManifestKeys { get; set; }

    /// <summary>The board's hardware revision, as a manifest's key 17 lists it.</summary>
    public long HardwareRevision { get; set; }

    /// <summary>Payload format the slot takes, as in a manifest's key 16, or -1 for any.</summary>
    public int PayloadFormat { get; set; } = -1;

    /// <summary>Base URLs of origins known from the start.</summary>
    public string[] Origins { get; set; } = new string[0];

    /// <summary>Distributors known from the start.</summary>
    public Source[] Distributors { get; set; } = new Source[0];

    /// <summary>JSON-RPC URL of a node, or null.</summary>
    public string NodeUrl { get; set; }

    /// <summary>Version of the image the board was made with; counts only until the agent has durable state.</summary>
    public ImageVersion InstalledVersion { get; set; }

    /// <summary>Security counter of that image.</summary>
    public long SecurityCounter { get; set; }

    /// <summary>Largest image the slot takes, in bytes.</summary>
    public long LargestImageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>True where a new image is confirmed as soon as its agent runs; else the application says so.</summary>
    public bool ConfirmAtStart { get; set; }

    /// <summary>True on a closed network: distributors learned from others may have private addresses.</summary>
    public bool AllowPrivateHosts { get; set; }

    /// <summary>False where the device keeps to itself how installations end.</summary>
    public bool ReportsOutcomes { get; set; } = true;

    /// <summary>Limits and intervals.</summary>
    public AgentLimits Limits { get; set; } = new AgentLimits();
}

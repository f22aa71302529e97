using FairOta.Core.Crypto;

namespace FairOta.Agent;

/// <summary>Everything the agent touches, set once by the board.</summary>
public sealed class AgentPorts
{
    /// <summary>Network.</summary>
    public ILink Link { get; set; }

    /// <summary>Sealed package.</summary>
    public IStaging Staging { get; set; }

    /// <summary>Durable records.</summary>
    public IStateStore State { get; set; }

    /// <summary>The other image slot.</summary>
    public IImageSlot Slot { get; set; }

    /// <summary>The bootloader's view.</summary>
    public ITrial Trial { get; set; }

    /// <summary>Time.</summary>
    public IClock Clock { get; set; }

    /// <summary>Identity.</summary>
    public IDeviceKey Key { get; set; }

    /// <summary>HMAC-SHA256 and AES-128-CBC, native where the platform has them.</summary>
    public ISymmetric Symmetric { get; set; }

    /// <summary>Told of progress; may be null.</summary>
    public IAgentObserver Observer { get; set; }
}

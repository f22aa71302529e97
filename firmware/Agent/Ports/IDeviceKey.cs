namespace FairOta.Agent;

/// <summary>The device's identity in its fleet. The key itself may stay in hardware.</summary>
public interface IDeviceKey
{
    /// <summary>The Ethereum address in the fleet list, 20 bytes.</summary>
    byte[] Address { get; }

    /// <summary>The device secret s of the protocol's challenge step, 32 bytes; never leaves the device.</summary>
    byte[] Secret { get; }

    /// <summary>Signs a 32-byte digest: 64 bytes EIP-2098, deterministic by RFC 6979.</summary>
    byte[] Sign(byte[] digest);
}

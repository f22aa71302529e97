namespace FairOta.Agent;

/// <summary>The device's time.</summary>
public interface IClock
{
    /// <summary>Unix seconds, or 0 while the device does not know the time.</summary>
    long UnixSeconds { get; }

    /// <summary>Milliseconds since the device started; never goes back.</summary>
    long UptimeMs { get; }
}

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// What an application, in the firmware or loaded as a set, says about itself. A loaded set on trial must call
/// <see cref="Confirm"/> within ten minutes, once it found that it does its work.
/// </summary>
public static class Application
{
    private static AgentLoop _loop;

    /// <summary>The application works. Without effect where nothing is on trial.</summary>
    public static void Confirm()
    {
        if (_loop != null)
            _loop.Confirm();
    }

    /// <summary>
    /// The application does not work: the device restarts with the one before, and this release is not tried again.
    /// </summary>
    public static void Reject()
    {
        if (_loop != null)
            _loop.Reject();
    }

    internal static void Host(AgentLoop loop) => _loop = loop;
}

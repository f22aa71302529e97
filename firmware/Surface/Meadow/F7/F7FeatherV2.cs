using Meadow.Hardware;

namespace Meadow.Hardware
{
    /// <summary>Pins of a Feather.</summary>
    public interface IF7FeatherPinout
    {
        IPin OnboardLedBlue { get; }
        IPin OnboardLedGreen { get; }
        IPin OnboardLedRed { get; }
    }
}

namespace Meadow
{
    /// <summary>An F7.</summary>
    public interface IF7MeadowDevice : IMeadowDevice
    {
    }
}

namespace Meadow.Devices
{
    /// <summary>An F7.</summary>
    public abstract class F7MicroBase : IF7MeadowDevice
    {
        internal F7MicroBase() { }
        public IPlatformOS PlatformOS => throw null;
    }

    /// <summary>An F7 on a Feather.</summary>
    public abstract class F7FeatherBase : F7MicroBase
    {
        internal F7FeatherBase() { }
        public IF7FeatherPinout Pins => throw null;
    }

    /// <summary>The second Feather.</summary>
    public class F7FeatherV2 : F7FeatherBase
    {
        public F7FeatherV2() { }
    }
}

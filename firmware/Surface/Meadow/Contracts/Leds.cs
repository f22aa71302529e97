namespace Meadow
{
    /// <summary>A colour.</summary>
    public struct Color
    {
        public static Color FromRgb(byte r, byte g, byte b) => throw null;
    }
}

namespace Meadow.Peripherals.Leds
{
    /// <summary>What the lights of a package share.</summary>
    public enum CommonType
    {
        CommonCathode,
        CommonAnode,
    }
}

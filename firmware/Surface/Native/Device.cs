namespace nanoFramework.Runtime.Native
{
    /// <summary>How to restart.</summary>
    public enum RebootOption
    {
        NormalReboot = 0,
        EnterNanoBooter = 1,
        ClrOnly = 2,
        EnterProprietaryBooter = 8,
    }

    /// <summary>Restarts the device.</summary>
    public class Power
    {
        public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot) => throw null;
    }
}

namespace System
{
    /// <summary>The machine's counters.</summary>
    public static partial class Environment
    {
        public static long TickCount64 => throw null;
    }
}

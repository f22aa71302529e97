// What a lock statement and a volatile field compile to.

namespace System.Threading
{
    /// <summary>Mutual exclusion.</summary>
    public static class Monitor
    {
        public static void Enter(object obj) => throw null;
        public static void Exit(object obj) => throw null;
    }
}

namespace System.Runtime.CompilerServices
{
    /// <summary>Marks a volatile field.</summary>
    public sealed class IsVolatile
    {
        private IsVolatile() => throw null;
    }
}

// Threads, and what a lock statement and a volatile field compile to.

namespace System.Threading
{
    /// <summary>Mutual exclusion.</summary>
    public static class Monitor
    {
        public static void Enter(object obj) => throw null;
        public static void Exit(object obj) => throw null;
    }

    /// <summary>What a thread begins with.</summary>
    public delegate void ThreadStart();

    /// <summary>A thread.</summary>
    public sealed class Thread
    {
        public Thread(ThreadStart start) => throw null;
        public void Start() => throw null;
        public static void Sleep(int millisecondsTimeout) => throw null;
    }

    /// <summary>What can be waited for.</summary>
    public abstract class WaitHandle : MarshalByRefObject
    {
        public virtual bool WaitOne(int millisecondsTimeout, bool exitContext) => throw null;
    }

    /// <summary>Lets one thread pass each time it is set.</summary>
    public sealed class AutoResetEvent : WaitHandle
    {
        public AutoResetEvent(bool initialState) => throw null;
        public bool Set() => throw null;
    }

    /// <summary>Lets every thread pass from when it is set.</summary>
    public sealed class ManualResetEvent : WaitHandle
    {
        public ManualResetEvent(bool initialState) => throw null;
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

using System.Threading.Tasks;

namespace Meadow;

/// <summary>Base of every application.</summary>
public abstract class AppBase : IApp
{
    protected AppBase() { }
    public virtual Task Initialize() => throw null;
    public virtual Task Run() => throw null;
}

/// <summary>Base of an application for one kind of board.</summary>
public abstract class App<D> : AppBase
    where D : class, IMeadowDevice
{
    public App() { }
    public static D Device => throw null;
}

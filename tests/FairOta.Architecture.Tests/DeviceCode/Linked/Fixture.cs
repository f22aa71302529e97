// What LinkerTests links and runs: shapes of code that a linker may break.
namespace FairOta.Architecture.Tests.DeviceCode.Linked;

internal interface INamed
{
    string Name();
}

internal class Nameless
{
    public string Name() => "inherited";
}

internal sealed class InheritsItsName : Nameless, INamed;

internal sealed class NamesItself : INamed
{
    string INamed.Name() => "explicit";
}

internal sealed class Holder
{
    private readonly NamesItself _named = new();

    public INamed Named => _named;

    public int Number { get; set; }
}

/// <summary>What is used from outside.</summary>
public static class Fixture
{
    /// <summary>Uses all of it.</summary>
    public static string Run()
    {
        Holder holder = new() { Number = 3 };
        INamed inherits = new InheritsItsName();
        return inherits.Name() + " " + holder.Named.Name() + " " + holder.Number.ToString();
    }
}

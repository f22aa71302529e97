using System.IO;
using System.Reflection;
using FairOta.Sdk.Distributor;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>Books that count their syncs, and fail them when a test says so.</summary>
public class ObservedBooks : DispatchProxy
{
    private readonly MemoryBooks _books = new();

    /// <summary>Syncs that were asked for.</summary>
    public int Syncs { get; private set; }

    /// <summary>How often all claimable sessions were read.</summary>
    public int Readings { get; private set; }

    /// <summary>Whether the disk is full.</summary>
    public bool IsFull { get; set; }

    /// <summary>New books.</summary>
    internal static (IDistributorBooks Books, ObservedBooks Observed) Make()
    {
        IDistributorBooks books = Create<IDistributorBooks, ObservedBooks>();
        return (books, (ObservedBooks)(object)books);
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IDistributorBooks.Sync))
        {
            Syncs++;
            if (IsFull) throw new IOException("The disk is full.");
        }

        if (targetMethod.Name == nameof(IDistributorBooks.Claimable)) Readings++;
        return targetMethod.Invoke(_books, args);
    }
}

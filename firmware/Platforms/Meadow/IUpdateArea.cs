using System.IO;

namespace FairOta.Platforms.Meadow;

/// <summary>The folder from which MeadowOS takes an update at its next start.</summary>
public interface IUpdateArea
{
    /// <summary>True while an update waits there, whole.</summary>
    bool IsStaged { get; }

    /// <summary>Takes back what waits there, and whatever was left half done. Nothing where there is none.</summary>
    void Clear();

    /// <summary>Puts a package there, from now on for the next start: all of it, or nothing.</summary>
    /// <returns>False where it is no package that may be installed.</returns>
    bool Stage(Stream package);
}

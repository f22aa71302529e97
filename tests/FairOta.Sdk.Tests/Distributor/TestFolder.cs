using System;
using System.IO;

namespace FairOta.Sdk.Tests.Distributor;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fairota-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

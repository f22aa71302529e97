using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>The assemblies that go into a device can run there.</summary>
[TestClass]
public sealed class DeviceAssemblyTests
{
    private static IEnumerable<string> Names => DeviceAssembly.Paths.Select(Path.GetFileNameWithoutExtension)!;

    /// <summary>Set by the test runner.</summary>
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void DeviceAssembly_BreaksNoRule(string name)
    {
        var path = DeviceAssembly.Paths.Single(path => Path.GetFileNameWithoutExtension(path) == name);
        var module = DeviceAssembly.Resolver.Module(path);
        Expect.None(DeviceRules.Violations(module));
    }

    [TestMethod]
    [DataRow("FairOta.Core")]
    [DataRow("FairOta.Agent")]
    [DataRow("FairOta.Platforms.Storage")]
    [DataRow("FairOta.Platforms.InFieldUpdate")]
    public void DeviceAssemblies_AreFound(string name) => Assert.Contains(name, Names);

    [TestMethod]
    public void DeviceAssemblies_FitTheirBudget()
    {
        var total = 0;
        foreach (var module in DeviceAssembly.Paths.Select(DeviceAssembly.Resolver.Module))
        {
            var code = module.GetTypes().SelectMany(type => type.Methods).Sum(DeviceCodeSize.Of);
            var bytes = DeviceImageSize.Of(module);
            TestContext.WriteLine($"{module.Name}: about {bytes} bytes in flash, {code} of them code");
            total += module.Name is "FairOta.Core.dll" or "FairOta.Agent.dll" ? bytes : 0;
        }

        TestContext.WriteLine($"all: {total} of {DeviceLimits.ImageBytes} bytes");
        Assert.IsLessThanOrEqualTo(DeviceLimits.ImageBytes, total);
    }
}

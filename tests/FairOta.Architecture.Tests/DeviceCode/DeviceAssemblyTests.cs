using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Architecture.Tests.DeviceCode;

/// <summary>The assemblies that go into a device can run there.</summary>
[TestClass]
public sealed class DeviceAssemblyTests
{
    /// <summary>Set by the test runner.</summary>
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow("FairOta.Core")]
    [DataRow("FairOta.Agent")]
    public void DeviceAssembly_BreaksNoRule(string name)
    {
        var path = DeviceAssembly.Paths.Single(path => Path.GetFileNameWithoutExtension(path) == name);
        var module = DeviceAssembly.Resolver.Module(path);
        Expect.None(DeviceRules.Violations(module));
    }

    [TestMethod]
    public void DeviceAssemblies_FitTheirBudget()
    {
        foreach (var path in DeviceAssembly.Paths)
        {
            var module = DeviceAssembly.Resolver.Module(path);
            var code = module.GetTypes().SelectMany(type => type.Methods).Sum(DeviceCodeSize.Of);
            var bytes = new FileInfo(path).Length;
            TestContext.WriteLine($"{module.Name}: {bytes} bytes, {code} of them code for the interpreter");
        }

        var total = DeviceAssembly.Paths.Sum(path => new FileInfo(path).Length);
        TestContext.WriteLine($"all: {total} of {DeviceLimits.AssemblyBytes} bytes");
        Assert.IsLessThanOrEqualTo(DeviceLimits.AssemblyBytes, total);
    }
}

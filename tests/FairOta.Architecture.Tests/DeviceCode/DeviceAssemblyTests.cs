using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Linker;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;

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
    [DataRow("FairOta.Platforms.NanoFramework")]
    [DataRow("FairOta.Boards.Esp32")]
    [DataRow("FairOta.Boards.Stm32")]
    public void DeviceAssemblies_AreFound(string name) => Assert.Contains(name, Names);

    [TestMethod]
    [DynamicData(nameof(Outermost))]
    public void DeviceAssemblies_LinkedForOneDevice_BreakNoRuleAndFitTheirBudget(string outermost)
    {
        string[] paths = DeviceAssembly.Needed(outermost);
        TestContext.WriteLine(DeviceImage.Table(
            [.. paths.Select(path => new DeviceImage(DeviceAssembly.Resolver.Module(path)))]));
        using DeviceSet linked = new(Link(paths, outermost), [], DeviceAssembly.Surface.ToArray());
        DeviceImage[] images = [.. linked.Linked.Select(module => new DeviceImage(module))];
        TestContext.WriteLine("linked:\n" + DeviceImage.Table(images));
        Expect.None(linked.Linked.SelectMany(DeviceRules.Violations));

        // The metadata processor takes a type of one assembly for that of another with its name.
        Expect.None(linked.Types.GroupBy(type => type.FullName)
            .Where(same => same.Count() > 1).Select(same => same.Key));
        Assert.IsLessThanOrEqualTo(DeviceLimits.ImageBytes, images.Sum(image => image.Bytes));
    }

    // An application is compiled against its platform's public members, what would be a board calls those of the agent.
    // As files, because a module that was renamed in memory still finds its types under their old names.
    private static string[] Link(string[] paths, string outermost)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "linked", outermost);
        Directory.CreateDirectory(folder);
        using DeviceSet set = new(paths, [], DeviceAssembly.Surface.ToArray());
        set.Link(outermost, IsBoard(outermost) ? "FairOta.Platforms.NanoFramework" : "FairOta.Agent");
        return [.. set.Linked.Select(module => Write(module, Path.Combine(folder, module.Name)))];
    }

    private static bool IsBoard(string name) => name.StartsWith("FairOta.Boards.", StringComparison.Ordinal);

    private static string Write(ModuleDefinition module, string path)
    {
        module.Write(path);
        return path;
    }

    private static IEnumerable<string> Outermost() => DeviceAssembly.Outermost;
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Mono.Cecil;

namespace FairOta.Architecture.Tests.Dependencies;

/// <summary>Dependencies point one way, in project files and in what was compiled.</summary>
[TestClass]
public sealed class DependencyTests
{
    /// <summary>Our assemblies beside this test, those of the device, and the parts they are of.</summary>
    private static readonly string[] Compiled =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Where(path => Part.OfAssembly(Path.GetFileNameWithoutExtension(path)) != null),
        .. DeviceCode.DeviceAssembly.Paths,
    ];

    [TestMethod]
    public void Projects_ReferToAllowedPartsOnly()
    {
        var wrong =
            from project in Project.All
            from reference in project.References
            where !reference.Contains("$(", StringComparison.Ordinal) && !project.Part.Allows(Part.Of(reference))
            select $"{project.Path} must not refer to {reference}";
        Expect.None(wrong);
    }

    [TestMethod]
    public void Projects_AllListedInTheSolution()
    {
        var solution = Repository.Read("FairOta.slnx");
        Expect.None(Project.All.Select(project => project.Path)
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Assemblies_ReferToAllowedPartsOnly()
    {
        var wrong =
            from path in Compiled
            let part = Part.OfAssembly(Path.GetFileNameWithoutExtension(path))
            from reference in ReferencesOf(path)
            let other = Part.OfAssembly(reference)
            where other != null && !part.Allows(other)
            select $"{path} must not refer to {reference}";
        Expect.None(wrong);
    }

    [TestMethod]
    [DataRow("Core")]
    [DataRow("Agent")]
    [DataRow("Platforms")]
    [DataRow("Sdk")]
    [DataRow("Nethereum")]
    [DataRow("Postgres")]
    [DataRow("Cli")]
    [DataRow("Simulator")]
    public void Assemblies_EachHostPart_IsExamined(string part) =>
        Assert.Contains(part, Compiled.Select(path => Part.OfAssembly(Path.GetFileNameWithoutExtension(path))!.Name));

    [TestMethod]
    [DataRow("Core", "Agent")]
    [DataRow("Agent", "Platforms")]
    [DataRow("Sdk", "Agent")]
    [DataRow("Sdk", "Platforms")]
    [DataRow("Sdk", "Nethereum")]
    [DataRow("Sdk", "Postgres")]
    [DataRow("Samples", "Cli")]
    [DataRow("Platforms", "Sdk")]
    [DataRow("Simulator", "Tests")]
    public void Part_ForbiddenDirection_IsRefused(string from, string to) =>
        Assert.IsFalse(Part.All.Single(part => part.Name == from).Allows(Part.All.Single(part => part.Name == to)));

    [TestMethod]
    public void DeviceProjects_ReferToNoPackage()
    {
        var wrong =
            from project in Project.All
            where project.Part.Name is "Core" or "Agent" or "Surface"
            from package in project.Packages
            select $"{project.Path} must not need {package}";
        Expect.None(wrong);
    }

    [TestMethod]
    public void DeviceAssemblies_ReferToTheDevicesLibrariesOnly()
    {
        var surface = DeviceCode.DeviceAssembly.Surface.Select(Path.GetFileNameWithoutExtension).ToArray();
        var wrong =
            from path in DeviceCode.DeviceAssembly.Paths
            from reference in ReferencesOf(path)
            where Part.OfAssembly(reference) == null && !surface.Contains(reference)
            select $"{path} refers to {reference}";
        Expect.None(wrong);
    }

    [TestMethod]
    public void Contracts_StandAlone()
    {
        var sources = Repository.Files
            .Where(path => path.StartsWith("contracts/", StringComparison.Ordinal)
                && path.EndsWith(".sol", StringComparison.Ordinal)).ToArray();
        Assert.IsNotEmpty(sources);
        var wrong =
            from path in sources
            from Match import in Regex.Matches(
                Repository.Read(path), @"^\s*import[^;]*""(\.[^""]+)""", RegexOptions.Multiline)
            let target = Path.GetFullPath(Path.Combine(
                Path.GetDirectoryName(Repository.PathOf(path))!, import.Groups[1].Value))
            where !target.StartsWith(
                Repository.PathOf("contracts") + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            select $"{path} must not import {import.Groups[1].Value}";
        Expect.None(wrong);
        Expect.None(Project.All.Select(project => project.Path)
            .Where(path => path.StartsWith("contracts/", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> ReferencesOf(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        return assembly.MainModule.AssemblyReferences.Select(reference => reference.Name).ToArray();
    }
}

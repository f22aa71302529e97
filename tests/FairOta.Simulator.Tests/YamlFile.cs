using System.Collections.Generic;
using System.IO;
using System.Linq;
using FairOta.Simulator.Devnet;
using YamlDotNet.RepresentationModel;

namespace FairOta.Simulator.Tests;

/// <summary>A YAML file of the repository, and ways through it.</summary>
internal static class YamlFile
{
    /// <summary>Its documents.</summary>
    public static IReadOnlyList<YamlNode> Read(params string[] path)
    {
        YamlStream documents = [];
        using StreamReader file = File.OpenText(Path.Combine([RepositoryRoot.Path, .. path]));
        documents.Load(file);
        return [.. documents.Select(document => document.RootNode)];
    }

    /// <summary>What lies at a path of names.</summary>
    public static YamlNode At(this YamlNode node, params string[] names) =>
        names.Aggregate(node, (each, name) => ((YamlMappingNode)each).Children[new YamlScalarNode(name)]);

    /// <summary>The text at a path; null where there is none.</summary>
    public static string? Text(this YamlNode node, params string[] names)
    {
        foreach (string name in names)
        {
            if ((node as YamlMappingNode)?.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? next) != true)
                return null;
            node = next!;
        }

        return ((YamlScalarNode)node).Value;
    }

    /// <summary>The elements of a list at a path.</summary>
    public static IReadOnlyList<YamlNode> List(this YamlNode node, params string[] names) =>
        [.. ((YamlSequenceNode)node.At(names)).Children];
}

using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using FairOta.Cli.Commands;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Cli.Tests;

/// <summary>What holds for every command, those included that are still to come.</summary>
[TestClass]
public sealed class CommandWalkTests : IDisposable
{
    private const string Generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private readonly Desk _desk = new();

    public void Dispose() => _desk.Dispose();

    [TestMethod]
    public void EveryCommand_IsDescribedAndHasExamplesThatBeginWithIt()
    {
        foreach ((string path, Command command) in All())
        {
            Assert.IsNotNull(command.Description, path);
            Assert.EndsWith(".", command.Description, path);
            var own = (ToolCommand)command;
            Assert.IsNotEmpty(own.Examples, path);
            foreach (string example in Joined(own.Examples))
                Assert.IsTrue(example.StartsWith(path + " ", StringComparison.Ordinal) || example == path, example);
        }
    }

    [TestMethod]
    public void EveryCommand_TakesJson()
    {
        RootCommand root = Root();
        foreach ((string path, _) in All())
        {
            ParseResult parsed = root.Parse([.. path.Split(' ')[1..], "--json"]);
            Assert.IsEmpty(parsed.UnmatchedTokens, path);
            Assert.IsTrue(parsed.GetValue<bool>("--json"), path);
        }
    }

    /// <summary>With files and folders that are there, and values for what is left out of an example.</summary>
    [TestMethod]
    public void EveryExample_IsUnderstood()
    {
        RootCommand root = Root();
        string file = _desk.Write("file", "x");
        foreach ((string path, Command command) in All())
        {
            foreach (string example in Joined(((ToolCommand)command).Examples))
            {
                bool isCut = example.EndsWith(" …", StringComparison.Ordinal)
                    || example.Contains(" @", StringComparison.Ordinal);
                string[] words = [.. Filled(example, command, file)];
                string[] errors =
                [
                    .. root.Parse(words).Errors.Select(error => error.Message)
                        .Where(error => !isCut || !error.Contains("required", StringComparison.Ordinal)),
                ];
                Assert.IsEmpty(errors, $"{example}\n{string.Join('\n', errors)}");
            }
        }
    }

    private static RootCommand Root() => new Tool(
        new Terminal { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null }).Root;

    private static IEnumerable<(string Path, Command Command)> All() => Below("fairota", Root());

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.Count == 0 ? [(path, command)]
            : command.Subcommands.SelectMany(each => Below($"{path} {each.Name}", each));

    /// <summary>An example that goes on in the next line is one.</summary>
    private static string[] Joined(IEnumerable<string> lines) =>
        string.Join('\n', lines).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    private IEnumerable<string> Filled(string example, Command command, string file)
    {
        string[] words = [.. CommandLineParser.SplitCommandLine(example.Split('|', '#')[0]).Skip(1)];
        for (int i = 0; i < words.Length; i++)
        {
            Option? option = i == 0 ? null : command.Options.FirstOrDefault(
                each => each.Name == words[i - 1] || each.Aliases.Contains(words[i - 1]));
            if (words[i] == "…" || words[i].StartsWith('@')) continue;
            yield return option?.HelpName switch
            {
                { } name when name.Contains("=file", StringComparison.Ordinal) => words[i].Split('=')[0] + "=" + file,
                { } name when name.Contains("folder", StringComparison.Ordinal) => _desk.Folder,
                { } name when name.Contains("file", StringComparison.Ordinal) => file,
                _ when words[i] == "02…" => Generator,
                _ when words[i].EndsWith('…') => "0x" + new string('5', 64),
                _ => words[i],
            };
        }
    }
}

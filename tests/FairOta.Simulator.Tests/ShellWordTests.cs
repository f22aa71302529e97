using System.IO;
using FairOta.Simulator.Commands;
using FairOta.Simulator.Worlds;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Simulator.Tests;

/// <summary>Commands that a report prints can be pasted.</summary>
[TestClass]
public sealed class ShellWordTests
{
    [TestMethod]
    [DataRow("fleet.json", "fleet.json")]
    [DataRow("/a-b/c_d/e@2,5%+1:=.bin", "/a-b/c_d/e@2,5%+1:=.bin")]
    [DataRow("my fleet.json", "'my fleet.json'")]
    [DataRow("$(rm -r x)", "'$(rm -r x)'")]
    [DataRow("it's", "'it'\\''s'")]
    [DataRow("~", "'~'")]
    [DataRow("ü", "'ü'")]
    [DataRow("", "''")]
    public void Word_OfAnyText_IsOneToAShell(string text, string word) => Assert.AreEqual(word, ShellWord.Of(text));

    [TestMethod]
    public void Replay_OfFilesWithSpaces_QuotesThem()
    {
        string folder = Directory.CreateTempSubdirectory("a shell's ").FullName;
        try
        {
            FileInfo image = new(Path.Combine(folder, "image.bin"));
            File.WriteAllBytes(image.FullName, [1]);
            FileInfo description = new(Path.Combine(folder, "fleet.json"));
            File.WriteAllText(description.FullName, "{}");

            (FleetSetting _, string replay) =
                new RunRequest(5) { Image = image, Description = description }.Prepare(["small-fleet"])[0];

            StringAssert.EndsWith(
                replay,
                $"run small-fleet --seed 5 --fleet-description {ShellWord.Of(description.FullName)} --image "
                + ShellWord.Of(image.FullName));
            StringAssert.Contains(replay, @"/a shell'\''s ");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

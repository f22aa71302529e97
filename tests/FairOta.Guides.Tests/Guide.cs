using System;
using System.Collections.Generic;
using System.IO;

namespace FairOta.Guides.Tests;

/// <summary>A block of commands in a guide.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Heading">The section it stands in.</param>
/// <param name="Manner">What stands behind <c>sh</c>: nothing, or how it is to be run.</param>
/// <param name="Commands">The commands.</param>
internal sealed record Block(int Line, string Heading, string Manner, string Commands);

/// <summary>The commands of a guide, in order.</summary>
internal static class Guide
{
    private const string Fence = "```";

    /// <summary>The blocks marked <c>sh</c>. Others show what is not meant to be run as it stands.</summary>
    /// <param name="path">The guide, from the root of the repository.</param>
    public static IReadOnlyList<Block> Read(string path)
    {
        List<Block> blocks = [];
        string[] lines = File.ReadAllLines(Path.Combine(Embedding.Tests.Build.Root, path));
        string heading = "";
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## ", StringComparison.Ordinal)) heading = lines[i][3..];
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            int end = Array.IndexOf(lines, Fence, i + 1);
            if (end < 0) throw new InvalidDataException($"{path}: the block of line {i + 1} does not end.");
            string[] info = lines[i][Fence.Length..].Split(' ', 2);
            if (info[0] == "sh")
            {
                string manner = info.Length > 1 ? info[1] : "";
                blocks.Add(new Block(i + 1, heading, manner, string.Join('\n', lines[(i + 1)..end])));
            }

            i = end;
        }

        return blocks;
    }
}

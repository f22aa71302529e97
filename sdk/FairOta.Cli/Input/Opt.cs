using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Linq;
using FairOta.Core;
using FairOta.Sdk;
using FairOta.Sdk.Serving;

namespace FairOta.Cli;

/// <summary>Makes options that check what they are given.</summary>
internal static class Opt
{
    /// <summary>A value that is parsed from one word.</summary>
    public static Option<T> Of<T>(
        string name, string value, string description, Func<string, T> parse, bool required = false) => new(name)
        {
            HelpName = value,
            Description = description,
            Required = required,
            CustomParser = result => Parse(name, result, result.Tokens[0].Value, parse),
        };

    /// <summary>A value with a default.</summary>
    public static Option<T> Of<T>(string name, string value, string description, Func<string, T> parse, T otherwise)
    {
        Option<T> option = Of(name, value, description, parse);
        option.DefaultValueFactory = _ => otherwise;
        return option;
    }

    /// <summary>A value that may be given several times.</summary>
    public static Option<T[]> Many<T>(
        string name, string value, string description, Func<string, T> parse, bool required = false) => new(name)
        {
            HelpName = value,
            Description = description + " Can be given several times.",
            Required = required,
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [.. result.Tokens.Select(token => Parse(name, result, token.Value, parse)).OfType<T>()],
        };

    /// <summary>A switch.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>--yes.</summary>
    public static Option<bool> Yes() => Switch("--yes", "Agree beforehand to what is asked before money moves.");

    /// <summary>A file that is there.</summary>
    public static string ExistingFile(string path) => File.Exists(path)
        ? Path.GetFullPath(path)
        : throw new FormatException($"there is no file {path}.");

    /// <summary>A folder that is there.</summary>
    public static string ExistingFolder(string path) => Directory.Exists(path)
        ? Path.GetFullPath(path)
        : throw new FormatException($"there is no folder {path}.");

    /// <summary>A path, there or not.</summary>
    public static string AnyPath(string path) => path.Length > 0
        ? Path.GetFullPath(path)
        : throw new FormatException("a path is expected.");

    /// <summary>A path of a file, there or not.</summary>
    public static string AnyFile(string path) => !Directory.Exists(path)
        ? AnyPath(path)
        : throw new FormatException($"{path} is a folder; the path of a file is expected.");

    /// <summary>A base URL of an origin or a distributor, without slashes at its end.</summary>
    public static string Url(string text) => BaseUrl.IsValid(text.TrimEnd('/'))
        ? text.TrimEnd('/')
        : throw new FormatException("an http or https URL of at most 120 bytes is expected, as https://ota.example.");

    /// <summary>A token's address.</summary>
    public static Address Token(string text) => Address.TryParse(text, out Address token) && !token.IsZero
        ? token
        : throw new FormatException("the address of a token's contract is expected; without the option it is ETH.");

    /// <summary>Where to listen: scheme, host and port.</summary>
    public static string Listen(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && url.Scheme is "http" or "https" && url.PathAndQuery == "/"
            ? text.TrimEnd('/')
            : throw new FormatException("an http or https address is expected, as http://127.0.0.1:8080.");

    /// <summary>A whole number within bounds.</summary>
    public static Func<string, long> Number(long least, long most) => text =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number >= least && number <= most
            ? number
            : throw new FormatException($"a whole number from {least} to {most} is expected.");

    private static T? Parse<T>(string name, ArgumentResult result, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or ProtocolException)
        {
            result.AddError($"{name}: {e.Message}");
            return default;
        }
    }
}

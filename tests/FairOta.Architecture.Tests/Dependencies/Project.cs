using System.Collections.Generic;
using System.Linq;
using System.Xml.Linq;

namespace FairOta.Architecture.Tests.Dependencies;

/// <summary>A project file and what it refers to.</summary>
/// <param name="Path">Path from the root, with forward slashes.</param>
/// <param name="References">Paths from the root of the projects referred to.</param>
/// <param name="Packages">Names of the packages referred to.</param>
/// <param name="Frameworks">What it is compiled for, as far as the file itself says.</param>
internal sealed record Project(
    string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Frameworks)
{
    /// <summary>All projects in version control.</summary>
    public static IReadOnlyList<Project> All { get; } =
        Repository.Files.Where(path => path.EndsWith(".csproj", System.StringComparison.Ordinal))
            .Select(Load).ToArray();

    /// <summary>The part of the product that the project belongs to.</summary>
    public Part Part => Part.Of(Path);

    /// <summary>Whether it is compiled for nanoFramework.</summary>
    public bool IsForDevices =>
        Frameworks.Contains("netnano1.0") || (Frameworks.Count == 0 && Part.Name is "Surface" or "Boards");

    /// <summary>Whether it is, or stands for, a library of Meadow's.</summary>
    public bool IsForMeadow => Path.StartsWith("firmware/Surface/Meadow/", System.StringComparison.Ordinal);

    private static Project Load(string path)
    {
        var document = XDocument.Parse(Repository.Read(path));
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return new Project(
            path,
            Includes(document, "ProjectReference").Select(include => Normalize(folder, include)).ToArray(),
            Includes(document, "PackageReference").ToArray(),
            document.Descendants("TargetFrameworks").Concat(document.Descendants("TargetFramework"))
                .SelectMany(element => element.Value.Split(';')).ToArray());
    }

    private static IEnumerable<string> Includes(XDocument document, string item) =>
        document.Descendants(item).Select(element => element.Attribute("Include")!.Value);

    private static string Normalize(string folder, string include) =>
        System.IO.Path.GetRelativePath(
            Repository.Root,
            System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, folder, include)))
            .Replace(System.IO.Path.DirectorySeparatorChar, '/');
}

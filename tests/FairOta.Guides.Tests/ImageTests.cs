using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using FairOta.Embedding.Tests;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Guides.Tests;

/// <summary>The tool as a container image, upon a base image of ours: nothing here can run a container, so what is
/// asked is what the image says and whether what lies in it runs.</summary>
[TestClass]
public sealed class ImageTests
{
    [TestMethod]
    public async Task Image_Published_RunsTheToolByAUserWithoutRights()
    {
        string folder = Directory.CreateTempSubdirectory("fairota-image-").FullName;
        try
        {
            string archive = Path.Combine(folder, "image.tar"), image = Path.Combine(folder, "image");
            await using (BaseImage registry = await BaseImage.ServeAsync())
            {
                await Build.DotnetAsync(
                    Build.Root, "publish", "sdk/FairOta.Cli", "-t:PublishContainer", "--no-build", "--no-restore",
                    "-c", Build.Configuration, "-p:ContainerArchiveOutputPath=" + archive,
                    "-p:ContainerBaseImage=" + registry.Name, "-p:PublishDir=" + Path.Combine(folder, "publish/"));
            }

            Directory.CreateDirectory(image);
            await TarFile.ExtractToDirectoryAsync(archive, image, overwriteFiles: false);
            JsonNode manifest = Read(image, "manifest.json")[0]!;
            JsonNode config = Read(image, (string)manifest["Config"]!)["config"]!;
            Assert.AreEqual("fairota:0.1.0", (string)manifest["RepoTags"]![0]!);
            Assert.AreEqual("1654:1654", (string)config["User"]!);
            CollectionAssert.AreEqual(
                new[] { "dotnet", "/app/fairota.dll" },
                config["Entrypoint"]!.AsArray().Select(word => (string)word!).ToArray());
            Assert.IsNotNull(config["ExposedPorts"]!["8081/tcp"]);
            Assert.AreEqual("MIT", (string)config["Labels"]!["org.opencontainers.image.licenses"]!);

            string root = Path.Combine(folder, "root");
            Directory.CreateDirectory(root);
            string last = Path.Combine(image, (string)manifest["Layers"]!.AsArray()[^1]!);
            await using (GZipStream layer = new(File.OpenRead(last), CompressionMode.Decompress))
                await TarFile.ExtractToDirectoryAsync(layer, root, overwriteFiles: false);
            await Build.DotnetAsync(root, Path.Combine(root, "app/fairota.dll"), "distributor", "run", "--help");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonNode Read(string folder, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!;
}

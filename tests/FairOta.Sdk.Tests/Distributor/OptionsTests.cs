using System;
using System.IO;
using System.Linq;
using FairOta.Sdk.Distributor;
using FairOta.Sdk.Serving;
using Microsoft.Extensions.Options;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Sdk.Tests.Distributor;

[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    public void Validate_Everything_SaysAllThatIsWrong()
    {
        DistributorOptions options = new()
        {
            PublicUrl = "ftp://example.org",
            PollInterval = TimeSpan.Zero,
            FetchTimeout = TimeSpan.Zero,
            CachedOffers = 0,
            DeploymentBlock = -1,
            PackageTokens = ["short"],
            Releases = new ReleaseFilter
            {
                MaxPackageBytes = 0,
                MaxTotalBytes = 0,
                Tokens = ReleaseFilter.All.Tokens.Add(default, 1),
            },
            Policy = new DistributorPolicy
            {
                SessionSeconds = 0,
                ReleaseCredit = 0,
                VendorCredit = 0,
                BatchSpreadSeconds = -1,
                BatchTokenValues = ReleaseFilter.All.Tokens.Add(default, 1),
                ReplaceSeconds = 0,
                BatchDeliveries = 0,
                BatchAgeSeconds = -1,
                BatchValue = -1,
                InclusionSeconds = -1,
                ResendSeconds = 0,
            },
        };
        var thrown = Assert.ThrowsExactly<OptionsValidationException>(options.Validate);
        Assert.AreEqual(22, thrown.Failures.Count());
    }

    [TestMethod]
    public void Validate_EachLimitBeyondItsBounds_NamesIt()
    {
        var properties = typeof(ServingLimits).GetProperties().Where(property => property.CanWrite).ToArray();
        Assert.HasCount(16, properties);
        foreach (var property in properties)
        {
            object[] beyond = property.PropertyType == typeof(TimeSpan)
                ? [TimeSpan.FromSeconds(0.999), TimeSpan.FromDays(1)]
                : property.PropertyType == typeof(long) ? [1023L, (1L << 40) + 1] : [-1, int.MaxValue];
            foreach (object value in beyond)
            {
                ServingLimits limits = new();
                property.SetValue(limits, value);
                string error = limits.Errors().Single();
                StringAssert.StartsWith(error, property.Name + " is ");
            }
        }
    }

    /// <summary>Kestrel refuses every request under a shorter one.</summary>
    [TestMethod]
    public void Errors_OfASlownessThatKestrelCannotMeasure_NamesIt()
    {
        ServingLimits limits = new() { LeastRateAfter = TimeSpan.FromSeconds(1) };
        StringAssert.StartsWith(limits.Errors().Single(), nameof(ServingLimits.LeastRateAfter));
        Assert.IsEmpty(new ServingLimits { LeastRateAfter = TimeSpan.FromSeconds(2) }.Errors());
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(601)]
    public void Validate_StopWithinBeyondItsBounds_Refused(int seconds)
    {
        DistributorOptions options = new()
        {
            Escrow = new FakeEscrow(),
            DataDirectory = "data",
            StopWithin = TimeSpan.FromSeconds(seconds),
        };
        var thrown = Assert.ThrowsExactly<OptionsValidationException>(options.Validate);
        StringAssert.StartsWith(thrown.Failures.Single(), nameof(DistributorOptions.StopWithin));
    }

    [TestMethod]
    public void Validate_DefaultsWithTheRequired_Pass() =>
        new DistributorOptions { Escrow = new FakeEscrow(), DataDirectory = "data" }.Validate();

    [TestMethod]
    public void Errors_OfTheReleaseFilter_OneForEachWrongValue()
    {
        Assert.IsEmpty(ReleaseFilter.All.Errors());
        Assert.IsEmpty(ReleaseFilter.None.Errors());
        ReleaseFilter[] wrong =
        [
            new() { MinReward = -1 },
            new() { GasMarginPercent = -1 },
            new() { GasMarginPercent = 100_001 },
            new() { GasPerDelivery = 0 },
            new() { MinSecondsLeft = 6 * World.Hour - 1 },
            new() { MinSecondsLeft = 366 * World.Day },
            new() { MinDevicesLeft = 0 },
            new() { MinPackageBytes = -1 },
            new() { MinPackageBytes = 2, MaxPackageBytes = 1 },
            new() { MaxTotalBytes = 0 },
            new() { MaxTotalDevices = 0 },
            new() { MaxReleases = 0 },
            new() { Tokens = ReleaseFilter.All.Tokens.Add(World.AddressOf("coin"), -1) },
        ];
        foreach (ReleaseFilter filter in wrong) Assert.HasCount(1, filter.Errors().ToList());
    }

    [TestMethod]
    [DataRow("ftp://friend.example", 3600, 1)]
    [DataRow("https://friend.example", 59, 1)]
    [DataRow("https://friend.example", 86_401, 1)]
    [DataRow("https://friend.example", 60, 0)]
    public void Validate_SourcesAndIntervalOfRecalls_SaysWhatIsWrong(string url, int seconds, int failures)
    {
        DistributorOptions options = new()
        {
            Escrow = new FakeEscrow(),
            DataDirectory = "data",
            PackageSources = [new PackageSource(url, null)],
            RecallInterval = TimeSpan.FromSeconds(seconds),
        };
        if (failures == 0) options.Validate();
        else Assert.HasCount(failures, Assert.ThrowsExactly<OptionsValidationException>(options.Validate).Failures);
    }

    [TestMethod]
    public void SecretFile_CannotBeWrittenWhole_IsNotThereAtAll()
    {
        using TestFolder folder = new();
        string next = folder.File("secret.next");
        System.IO.Directory.CreateDirectory(next);
        Assert.ThrowsExactly<System.UnauthorizedAccessException>(
            () => SecretFile.ReadOrCreate(folder.File("secret"), new SystemRandomness()));
        Assert.IsFalse(System.IO.File.Exists(folder.File("secret")));
        System.IO.Directory.Delete(next);
        System.IO.File.WriteAllBytes(next, new byte[7]); // what a crash left
        Assert.HasCount(32, SecretFile.ReadOrCreate(folder.File("secret"), new SystemRandomness()));
        Assert.IsFalse(System.IO.File.Exists(next));
    }

    [TestMethod]
    public void SecretFile_MadeOnceAndKept()
    {
        using TestFolder folder = new();
        byte[] secret = SecretFile.ReadOrCreate(folder.File("secret"), new SystemRandomness());
        Assert.HasCount(32, secret);
        CollectionAssert.AreEqual(secret, SecretFile.ReadOrCreate(folder.File("secret"), new SystemRandomness()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("secret")));
        }

        File.WriteAllBytes(folder.File("secret"), new byte[31]);
        Assert.ThrowsExactly<InvalidDataException>(
            () => SecretFile.ReadOrCreate(folder.File("secret"), new SystemRandomness()));
    }
}

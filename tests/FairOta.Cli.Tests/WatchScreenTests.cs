using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using FairOta.Cli.Output;
using FairOta.Sdk;
using FairOta.Sdk.Chain;
using FairOta.Sdk.Vendor;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using Spectre.Console;

namespace FairOta.Cli.Tests;

/// <summary>What 'vendor watch' draws on a screen.</summary>
[TestClass]
public sealed class WatchScreenTests
{
    private static readonly ReleaseId Release = ReleaseId.Parse("0x" + new string('5', 64));

    [TestMethod]
    public async Task Follow_NumbersChange_SecondFrameIsDrawnOverTheFirst()
    {
        StringWriter written = new();
        List<string> frames = [];
        int code = await WatchScreen.FollowAsync(Screen(written), show =>
        {
            foreach (long delivered in new[] { 617L, 1234L })
            {
                int before = written.ToString().Length;
                show(Report(delivered));
                frames.Add(written.ToString()[before..]);
            }

            return Task.FromResult(7);
        });
        Assert.AreEqual(7, code);
        Assert.MatchesRegex(@"│ 0 +│ 617 +│ 0 +│ 617 +│ 1234 +│ █{10}░{10} 50 %", frames[0]);
        Assert.MatchesRegex(@"│ 0 +│ 1234 +│ 0 +│ 0 +│ 1234 +│ █{20} 100 %", frames[1]);
        Assert.DoesNotContain("617", frames[1]);
        Assert.MatchesRegex(@"\x1b\[\d+A", frames[1]); // up over the first, not below it
        Assert.DoesNotMatchRegex(@"\x1b\[\d+A[\s\S]*Tranches", frames[0]);
    }

    [TestMethod]
    public async Task Follow_StrangersTextsHoldMarkup_IsDrawnAsItIs()
    {
        StringWriter written = new();
        await WatchScreen.FollowAsync(Screen(written), show =>
        {
            show(Report(1) with
            {
                Urls = new Dictionary<Address, string> { [Distributor] = "https://[red]d[/].example" },
            });
            return Task.FromResult(0);
        });
        StringAssert.Contains(written.ToString(), "https://[red]d[/].example");
    }

    private static Address Distributor { get; } = Address.Parse("0x" + new string('7', 40));

    private static IAnsiConsole Screen(TextWriter written)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(written),
        });
        (console.Profile.Width, console.Profile.Height) = (400, 100);
        return console;
    }

    private static WatchReport Report(long delivered)
    {
        ReleaseProgress progress = new()
        {
            Release = Release,
            Token = default,
            Reward = 1000,
            ClaimDeadline = 2_000_000_000,
            Devices = 1234,
            Delivered = delivered,
            Reserved = 0,
            Reclaimed = 0,
            Tranches = [new TrancheProgress(0, 1234, delivered, 0)],
            Distributors = [new DistributorProgress(Distributor, delivered, 0, 1)],
        };
        return new WatchReport(
            1_900_000_000, [(new Watched(Release, null, null, false), progress)], [],
            new Dictionary<Address, string>(), new Dictionary<long, long> { [1] = 1_899_999_000 },
            new Dictionary<Address, TokenUnit> { [default] = TokenUnit.Ether });
    }
}

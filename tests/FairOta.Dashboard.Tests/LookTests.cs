using System.Threading.Tasks;
using FairOta.Sdk.Tests.Distributor;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Dashboard.Tests;

/// <summary>What both pages have in common: colours that can be told apart, and what they say once nobody
/// answers.</summary>
[TestClass]
[TestCategory("Chromium")]
public sealed class LookTests
{
    /// <summary>Every text that is seen and stands out too little against what is behind it, by the colours that the
    /// browser draws: 4.5 to 1, or 3 to 1 where it is large (WCAG 2.2, 1.4.3), and every colour of a legend, 3 to 1
    /// (1.4.11).</summary>
    private const string TooPale =
        """
        () => {
          const parse = colour => {
            const [r, g, b, a] = colour.match(/[\d.]+/g).map(Number);
            return { rgb: [r, g, b], alpha: a === undefined ? 1 : a };
          };
          const behind = element => {
            for (; element; element = element.parentElement) {
              const { rgb, alpha } = parse(getComputedStyle(element).backgroundColor);
              if (alpha === 1) return rgb;
              if (alpha !== 0) throw new Error('A background is half transparent.');
            }
            return [255, 255, 255];
          };
          const light = rgb => {
            const [r, g, b] = rgb.map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const ratio = (one, other) => {
            const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
          };
          const found = [];
          let texts = 0;
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node; node = walker.nextNode();) {
            const element = node.parentElement;
            if (!node.data.trim() || element.closest('script, style, noscript, .unseen, .skip, svg title, svg desc')
              || element.getClientRects().length === 0) continue;
            const style = getComputedStyle(element), size = parseFloat(style.fontSize);
            const needed = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700 ? 3 : 4.5;
            const has = ratio(parse(element.closest('svg') ? style.fill : style.color).rgb, behind(element));
            texts++;
            if (has < needed) found.push(node.data.trim() + ': ' + has.toFixed(2));
          }
          if (texts < 50) found.push('Only ' + texts + ' texts were seen.');
          for (const swatch of document.querySelectorAll('.legend i')) {
            const has = ratio(parse(getComputedStyle(swatch).backgroundColor).rgb, behind(swatch.parentElement));
            if (has < 3) found.push(swatch.className + ': ' + has.toFixed(2));
          }
          return [...new Set(found)];
        }
        """;

    [TestMethod]
    [DynamicData(nameof(Look.Schemes), typeof(Look))]
    public async Task Colours_OfADistributorsPage_StandOut(Look look)
    {
        await using DistributorScene scene = await DistributorScene.StartAsync(deliveries: 18);
        await AssertStandsOutAsync(look, scene.Host);
    }

    [TestMethod]
    [DynamicData(nameof(Look.Schemes), typeof(Look))]
    public async Task Colours_OfAnOriginsPage_StandOut(Look look)
    {
        await using OriginScene scene = await OriginScene.StartAsync();
        await scene.PlayAsync();
        await AssertStandsOutAsync(look, scene.Host);
    }

    [TestMethod]
    [DynamicData(nameof(Look.Schemes), typeof(Look))]
    public async Task Page_WhoseServerIsGone_SaysSoAndSinceWhen(Look look)
    {
        OriginScene scene = await OriginScene.StartAsync();
        await scene.PlayAsync();
        await using Browser browser = await Browser.StartAsync(look);
        await browser.OpenAsync(scene.Host.Url);
        await scene.DisposeAsync();
        await browser.SeeAsync("#state", "Not live");
        await browser.SeeAsync("#lost", "The server does not answer. What is below stood so at");
        await browser.SeeAsync("#lost time", "2030");
        await browser.SeeAsync("#age", "next try in");
        await browser.SeeAsync("#release-0", "Version 3.2.0.0");
        CollectionAssert.AreEqual(System.Array.Empty<string>(), await browser.Page.EvaluateAsync<string[]>(TooPale));
        await browser.PictureAsync("origin-gone-" + look.Name);
    }

    private static async Task AssertStandsOutAsync(Look look, LocalHost host)
    {
        await using Browser browser = await Browser.StartAsync(look);
        await browser.OpenAsync(host.Url);
        string[] pale = await browser.Page.EvaluateAsync<string[]>(TooPale);
        Assert.AreEqual("", string.Join('\n', pale));
    }
}

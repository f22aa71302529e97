using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace FairOta.Dashboard.Tests;

/// <summary>How a page is looked at.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Scheme">The colours that the user prefers.</param>
public sealed record Look(string Name, int Width, int Height, ColorScheme Scheme)
{
    public static readonly Look Light = new("light", 1280, 900, ColorScheme.Light);
    public static readonly Look Dark = new("dark", 1280, 900, ColorScheme.Dark);
    public static readonly Look Phone = new("phone", 360, 740, ColorScheme.Light);
    public static readonly Look DarkPhone = new("dark-phone", 360, 740, ColorScheme.Dark);

    /// <summary>Every look.</summary>
    public static IEnumerable<object[]> All => [[Light], [Dark], [Phone], [DarkPhone]];

    /// <summary>A look of each scheme of colours.</summary>
    public static IEnumerable<object[]> Schemes => [[Light], [Dark]];
}

/// <summary>The system's Chromium with one page, which keeps what the page complains of and asks for.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public IPage Page { get; private set; } = null!;

    /// <summary>Errors of its console and its scripts.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>What it asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Starts it.</summary>
    /// <exception cref="AssertInconclusiveException">It is not installed.</exception>
    public static async Task<Browser> StartAsync(Look look, HttpCredentials? credentials = null)
    {
        string program = new[] { "chromium", "chromium-browser", "google-chrome" }
            .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
            ?? throw new AssertInconclusiveException("Chromium is not installed (Debian: chromium).");
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu"], // root has no sandbox; the pages are ours
        });
        Browser browser = new(playwright, chromium);
        IBrowserContext context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.Scheme,
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Berlin",
            HttpCredentials = credentials,
        });
        context.SetDefaultTimeout(30_000);
        browser.Page = await context.NewPageAsync();
        browser.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") browser.Errors.Enqueue(message.Text);
        };
        browser.Page.PageError += (_, error) => browser.Errors.Enqueue(error);
        browser.Page.Request += (_, request) => browser.Requests.Enqueue(request.Url);
        return browser;
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public async Task OpenAsync(string url)
    {
        await Page.GotoAsync(url);
        await SeeAsync("#state", "Live");
    }

    /// <summary>Waits until an element shows a text.</summary>
    public Task SeeAsync(string selector, string text) =>
        Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 30_000 });

    /// <summary>How wide the page is, also where it does not fit.</summary>
    public Task<int> WidthAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth");

    /// <summary>Keeps a picture of the whole page where the environment names a folder for them.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("FAIROTA_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, name + ".png"),
            FullPage = true,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

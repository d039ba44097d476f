using Microsoft.Playwright;

namespace LiteVae.Server.Tests.Studio;

/// <summary>The system's Chromium for the tests of an assembly; tests that need it are skipped where there is none.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser's program; null where there is none.</summary>
    private static string? ExecutablePath { get; } = s_paths.FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (ExecutablePath is null)
            return;
        _playwright = await Playwright.CreateAsync();
        // Root in a container has no sandbox of its own.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ExecutablePath, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a page in a profile of its own.</summary>
    /// <param name="address">Of the service; the studio's view may be its fragment.</param>
    /// <param name="options">Size and preferences.</param>
    /// <param name="isReady">What there is once the page can be used.</param>
    public async Task<IPage> OpenAsync(Uri address, BrowserNewContextOptions? options = null, string isReady = "html[data-ready]")
    {
        if (_browser is null)
            Assert.Skip($"Chromium is not installed: expected one of {string.Join(", ", s_paths)}.");
        var context = await _browser.NewContextAsync(options ?? new());
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        await page.GotoAsync(address.ToString());
        await page.WaitForSelectorAsync(isReady);
        return page;
    }
}

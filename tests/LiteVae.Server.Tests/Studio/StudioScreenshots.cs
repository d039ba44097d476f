using Microsoft.Playwright;

namespace LiteVae.Server.Tests.Studio;

/// <summary>Writes the pictures of docs/studio.md, on demand: of the service at LITEVAE_STUDIO, which has two models and runs, into docs/figures.</summary>
public sealed class StudioScreenshots(Browser browser) : IClassFixture<Browser>
{
    [Theory(Explicit = true)]
    [InlineData("picture", 1200, ColorScheme.Light, "studio-picture")]
    [InlineData("picture", 390, ColorScheme.Dark, "studio-phone-dark")]
    [InlineData("features", 1200, ColorScheme.Light, "studio-features")]
    [InlineData("compare", 1200, ColorScheme.Light, "studio-compare")]
    [InlineData("generate", 1200, ColorScheme.Dark, "studio-generate-dark")]
    [InlineData("runs", 1200, ColorScheme.Dark, "studio-runs-dark")]
    [InlineData("runs", 390, ColorScheme.Light, "studio-runs-phone")]
    public async Task Pictures_of_the_documentation_are_written(string view, int width, ColorScheme scheme, string name)
    {
        var address = new Uri(Environment.GetEnvironmentVariable("LITEVAE_STUDIO") ?? throw new InvalidOperationException("LITEVAE_STUDIO expects the address of a service."));
        var page = await browser.OpenAsync(new Uri(address, view == "features" ? "/" : $"/#{view}"), new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme });
        switch (view)
        {
            case "picture":
                await page.GetByRole(AriaRole.Button, new() { Name = "Example 2" }).ClickAsync();
                await page.GetByAltText("Picture of the edited latent").WaitForAsync();
                await page.GetByLabel("Noise", new() { Exact = true }).FillAsync("0.5");
                await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Decoded");
                break;
            case "features":
                await page.GetByRole(AriaRole.Button, new() { Name = "Example 2" }).ClickAsync();
                await page.GetByText("Feature maps").ClickAsync();
                await page.Locator("#features img").First.WaitForAsync();
                break;
            case "compare":
                await page.GetByRole(AriaRole.Button, new() { Name = "Example 2" }).ClickAsync();
                await page.Locator("#comparison table").WaitForAsync();
                break;
            case "generate":
                await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
                await page.Locator("#grid img[src]").Nth(1).WaitForAsync();
                break;
            default:
                await page.Locator("#runs-table input").First.WaitForAsync();
                foreach (var box in await page.Locator("#runs-table input").AllAsync())
                    await box.CheckAsync();
                await page.Locator(".film img[src]").First.WaitForAsync();
                await page.WaitForTimeoutAsync(3000);
                break;
        }
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.WaitForTimeoutAsync(500);
        var shot = view == "features" ? await page.Locator("#features").ScreenshotAsync() : await page.ScreenshotAsync(new() { FullPage = true });
        using var whole = NetVips.Image.NewFromBuffer(shot);
        // The beginning of the page in 64 colors: a file of some 100 kB.
        using var beginning = whole.Crop(0, 0, whole.Width, Math.Min(whole.Height, width < 600 ? 1500 : 1250));
        beginning.Pngsave(Path.Combine(SourceFolder.Repository, "docs", "figures", $"{name}.png"), palette: true, q: 80, dither: 0, compression: 9);
    }
}

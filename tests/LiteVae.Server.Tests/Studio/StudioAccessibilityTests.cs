using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LiteVae.Server.Tests.Studio;

/// <summary>Whether the studio can be used with a keyboard, a screen reader, a phone, in light and dark colors.</summary>
public sealed class StudioAccessibilityTests(Browser browser, FullService full) : IClassFixture<Browser>, IClassFixture<FullService>
{
    private readonly Uri _address = full.Service.Address;

    [Theory]
    [InlineData("picture")]
    [InlineData("compare")]
    [InlineData("generate")]
    [InlineData("runs")]
    public async Task Axe_finds_nothing_serious_in_any_colors_or_width(string view)
    {
        var page = await browser.OpenAsync(new Uri(_address, $"/#{view}"), new() { BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
        await FillAsync(page, view);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var width in new[] { 1200, 390 })
            {
                await page.SetViewportSizeAsync(width, 844);
                var found = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
                Assert.True(!found.Any(), $"{view}, {scheme}, {width} pixels: {string.Join("; ", found.Select(v => $"{v.Help}: {string.Join(", ", v.Nodes.Select(n => n.Html))}"))}");
            }
        }
    }

    [Theory]
    [InlineData("picture")]
    [InlineData("compare")]
    [InlineData("generate")]
    [InlineData("runs")]
    public async Task On_a_phone_nothing_is_wider_than_the_screen(string view)
    {
        var page = await browser.OpenAsync(new Uri(_address, $"/#{view}"), new() { ViewportSize = new() { Width = 360, Height = 740 } });
        await FillAsync(page, view);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Views_are_reached_by_keyboard_and_the_next_key_is_within_the_view()
    {
        var page = await browser.OpenAsync(_address);
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await FocusedAsync(page));
        foreach (var (name, view) in new[] { ("Picture", "picture"), ("Compare", "compare"), ("Generate", "generate"), ("Runs", "runs") })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator("main > section:not([hidden])")).ToHaveAttributeAsync("id", $"view-{view}");
            Assert.Equal(name, await page.Locator("nav [aria-current=page]").TextContentAsync());
            Assert.StartsWith(name, await page.TitleAsync(), StringComparison.Ordinal);
        }
        await Assertions.Expect(page.Locator("#main")).ToBeFocusedAsync();
        await page.Locator("#runs-table input").First.WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        Assert.True(await page.EvaluateAsync<bool>("document.activeElement.closest('#view-runs') !== null"));
    }

    [Fact]
    public async Task The_slider_follows_the_keys_and_tells_its_place()
    {
        var page = await browser.OpenAsync(_address);
        await StudioPageTests.TakeExampleAsync(page);
        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Boundary between Original and Reconstruction" });
        await slider.FocusAsync();
        foreach (var (key, value) in new[] { ("ArrowRight", "51"), ("ArrowLeft", "50"), ("PageUp", "60"), ("PageDown", "50"), ("End", "100"), ("Home", "0") })
        {
            await page.Keyboard.PressAsync(key);
            Assert.Equal(value, await slider.InputValueAsync());
            Assert.Equal($"{value}%", await page.Locator("#analysis .stack").First.EvaluateAsync<string>("e => e.style.getPropertyValue('--at')"));
            await Assertions.Expect(slider).ToHaveAttributeAsync("aria-valuetext", $"Original on the left {value} %");
        }
    }

    private static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>("document.activeElement.textContent");

    // Brings each view to where it shows all it has.
    private static async Task FillAsync(IPage page, string view)
    {
        switch (view)
        {
            case "picture":
                await StudioPageTests.TakeExampleAsync(page);
                await page.GetByText("Feature maps").ClickAsync();
                await page.Locator("#features img").First.WaitForAsync();
                break;
            case "compare":
                await page.GetByRole(AriaRole.Button, new() { Name = "Example 2" }).ClickAsync();
                await page.Locator("#comparison table").WaitForAsync();
                break;
            case "generate":
                await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Steps" }).FillAsync("2");
                await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
                await page.GetByAltText("Generated picture of seed 3").WaitForAsync();
                break;
            default:
                await page.GetByLabel("Show first").CheckAsync();
                await page.GetByLabel("Show second").CheckAsync();
                await page.Locator(".film img[src]").Nth(5).WaitForAsync();
                break;
        }
    }
}

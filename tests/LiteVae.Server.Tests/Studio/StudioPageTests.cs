using Microsoft.Playwright;

namespace LiteVae.Server.Tests.Studio;

public sealed class StudioPageTests(Browser browser, SharedService shared) : IClassFixture<Browser>, IClassFixture<SharedService>
{
    private readonly Service _service = shared.Service;

    [Fact]
    public async Task A_dropped_picture_is_shown_with_its_reconstruction_and_measures()
    {
        var page = await browser.OpenAsync(_service.Address);
        await DropAsync(page, TestPictures.Png(48, 32));
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("48×32 pixels: PSNR");
        await Assertions.Expect(page.GetByAltText("Reconstruction").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByAltText("Haar wavelet sub-bands of three levels")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#analysis .channels figure")).ToHaveCountAsync(1 + TinyModels.Config.LatentChannels);
        Assert.Equal("48x32", await page.GetByAltText("Original").First.EvaluateAsync<string>("image => `${image.naturalWidth}x${image.naturalHeight}`"));
    }

    [Fact]
    public async Task The_slider_moves_to_the_pointer()
    {
        var page = await OpenWithExampleAsync();
        var stack = page.Locator("#analysis .stack");
        var box = await stack.BoundingBoxAsync() ?? throw new InvalidOperationException("The pictures are not visible.");
        await stack.ClickAsync(new() { Position = new() { X = box.Width / 4, Y = box.Height / 2 } });
        Assert.Equal("25", await page.GetByLabel("Boundary between Original and Reconstruction").InputValueAsync());
    }

    [Fact]
    public async Task A_change_of_the_latent_is_decoded_at_once()
    {
        var page = await OpenWithExampleAsync();
        var edited = page.GetByAltText("Picture of the edited latent");
        var before = await edited.GetAttributeAsync("src");
        await page.GetByLabel("Scale", new() { Exact = true }).First.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Decoded: scale 3");
        Assert.NotEqual(before, await edited.GetAttributeAsync("src"));
        await page.Locator("#editing .chips input").First.UncheckAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("without channel 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take example 3" }).ClickAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("50 % of the second picture");
    }

    [Fact]
    public async Task Feature_maps_are_computed_when_they_are_looked_at()
    {
        var page = await OpenWithExampleAsync();
        await Assertions.Expect(page.Locator("#features img")).ToHaveCountAsync(0);
        await page.GetByText("Feature maps").ClickAsync();
        await Assertions.Expect(page.GetByAltText("Encoder, wavelet level 1, channel 11")).ToBeVisibleAsync();
        await page.GetByLabel("Stage").SelectOptionAsync("Encoder, wavelet level 3");
        await Assertions.Expect(page.Locator("#features .note")).ToContainTextAsync("12 channels of 32×32");
        await Assertions.Expect(page.Locator("#features figure")).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_with_the_reason()
    {
        var page = await browser.OpenAsync(_service.Address);
        await DropAsync(page, "no picture"u8.ToArray());
        await Assertions.Expect(page.Locator("#status.problem")).ToContainTextAsync("first bytes are of none of these");
    }

    [Fact]
    public async Task Denoising_is_watched_step_by_step_and_gone_through_again()
    {
        var page = await browser.OpenAsync(new Uri(_service.Address, "/#generate"));
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Pictures" }).FillAsync("2");
        await page.GetByRole(AriaRole.Spinbutton, new() { Name = "Steps" }).FillAsync("3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Generate" }).ClickAsync();
        await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("2 pictures are done.");
        var picture = page.GetByAltText("Generated picture of seed 1");
        await Assertions.Expect(picture).ToBeVisibleAsync();
        var done = await picture.GetAttributeAsync("src");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Step of seed 1" }).FocusAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(page.Locator("#grid figcaption").Nth(1)).ToHaveTextAsync("Seed 1, step 1");
        Assert.NotEqual(done, await picture.GetAttributeAsync("src"));
        await page.Keyboard.PressAsync("End");
        Assert.Equal(done, await picture.GetAttributeAsync("src"));
    }

    [Theory]
    [InlineData("chosen")]
    [InlineData("dropped")]
    [InlineData("pasted")]
    [InlineData("example")]
    [InlineData("of the other view")]
    public async Task Two_models_are_compared_on_a_picture(string source)
    {
        await using var service = await Service.StartAsync((options, path) => options with
        {
            Models = [.. options.Models, new ServedModel("other", TinyModels.WriteAutoencoder(path("other.safetensors"), seed: 2))],
        });
        var page = await browser.OpenAsync(service.Address);
        if (source == "of the other view")
        {
            await DropAsync(page, TestPictures.Png(48, 32));
            await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("PSNR");
        }
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Example 4" })).ToBeVisibleAsync();
        await (source switch
        {
            "chosen" => page.Locator("#view-compare").GetByLabel("Choose a picture").SetInputFilesAsync(new FilePayload { Name = "picture.png", MimeType = "image/png", Buffer = TestPictures.Png(48, 32) }),
            "dropped" => DropAsync(page, TestPictures.Png(48, 32)),
            "pasted" => DropAsync(page, TestPictures.Png(48, 32), isPasted: true),
            "example" => page.GetByRole(AriaRole.Button, new() { Name = "Example 4" }).ClickAsync(),
            _ => page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync(),
        });
        var reconstruction = page.GetByAltText("Reconstruction by other");
        await Assertions.Expect(reconstruction).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("other:");
        Assert.Equal(source == "example" ? 256 : 48, await reconstruction.EvaluateAsync<int>("image => image.naturalWidth"));
    }

    [Fact]
    public async Task A_service_with_keys_asks_for_one()
    {
        await using var service = await Service.StartAsync((options, path) =>
        {
            File.WriteAllText(path("keys"), "me " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("secret"u8)));
            return options with { ApiKeys = path("keys") };
        });
        var page = await browser.OpenAsync(service.Address, isReady: "#key:not([hidden])");
        await page.GetByLabel("API key of this service").FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
        await TakeExampleAsync(page);
    }

    [Fact]
    public async Task The_first_paint_transfers_less_than_40_kB_and_nothing_from_elsewhere()
    {
        var page = await browser.OpenAsync(_service.Address);
        await Assertions.Expect(page.Locator("#drop .examples-row img[src]")).ToHaveCountAsync(4);
        var loaded = await page.EvaluateAsync<string[]>("[performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')].map(e => `${e.name} ${e.transferSize}`)");
        Assert.All(loaded, entry => Assert.StartsWith(_service.Address.ToString(), entry));
        var transferred = loaded.Sum(entry => int.Parse(entry.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        TestContext.Current.SendDiagnosticMessage("The first paint transfers {0} bytes: {1}", transferred, string.Join(", ", loaded));
        Assert.InRange(transferred, 10_000, 40_000);
    }

    private async Task<IPage> OpenWithExampleAsync()
    {
        var page = await browser.OpenAsync(_service.Address);
        await TakeExampleAsync(page);
        return page;
    }

    internal static async Task TakeExampleAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Example 1" }).ClickAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("PSNR");
    }

    internal static Task DropAsync(IPage page, byte[] picture, bool isPasted = false) => page.EvaluateAsync(
        """
        ([data, isPasted]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], "picture.png", { type: "image/png" }));
          const options = { bubbles: true, cancelable: true };
          document.body.dispatchEvent(isPasted
            ? new ClipboardEvent("paste", { clipboardData: transfer, ...options })
            : new DragEvent("drop", { dataTransfer: transfer, ...options }));
        }
        """, new object[] { Convert.ToBase64String(picture), isPasted });
}

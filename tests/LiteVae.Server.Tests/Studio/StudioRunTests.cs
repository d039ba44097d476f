using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace LiteVae.Server.Tests.Studio;

public sealed class StudioRunTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly BrowserNewContextOptions s_desk = new() { ViewportSize = new() { Width = 1200, Height = 900 } };

    [Fact]
    public async Task A_growing_run_is_watched_until_it_is_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The made-up lock names a process as Linux does.");
        using var folder = new TemporaryFolder();
        using var run = new MadeUpRun(folder["night/run-1"]);
        run.Lock();
        run.Step(0);
        run.Step(1);
        run.Sample(0);
        await using var service = await Service.StartAsync((options, _) => options with { Runs = folder.Root, AllowStop = true });
        var page = await browser.OpenAsync(new Uri(service.Address, "/#runs"), s_desk);
        var row = page.Locator("tr[data-run='night/run-1']");
        await Assertions.Expect(row).ToContainTextAsync("running");
        await Assertions.Expect(row).ToContainTextAsync("1 of 100");
        await Assertions.Expect(page.Locator(".film figure")).ToHaveCountAsync(1);

        run.Step(50);
        run.Sample(50);
        await Assertions.Expect(row).ToContainTextAsync("50 of 100");
        await Assertions.Expect(row).ToContainTextAsync("25.00 dB");
        await Assertions.Expect(row).ToContainTextAsync("2 min"); // 200 images at 2 a second
        await Assertions.Expect(page.Locator("#charts svg").First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("at step 50"));
        await Assertions.Expect(page.Locator(".film figure")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop night/run-1" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop it" }).ClickAsync();
        Assert.True(await run.EndsAsync());
        run.WriteReport("Interrupted");
        await Assertions.Expect(row).ToContainTextAsync("interrupted");
    }

    [Fact]
    public async Task Several_runs_share_a_chart_and_the_samples_of_one_are_chosen()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "one", "two" })
        {
            using var run = new MadeUpRun(folder[name]);
            run.WriteReport("Finished");
            run.Step(0);
            run.Step(10);
            run.Sample(0);
            run.Sample(10);
        }
        await using var service = await Service.StartAsync((options, _) => options with { Runs = folder.Root });
        var page = await browser.OpenAsync(new Uri(service.Address, "/#runs"), s_desk);
        await page.GetByLabel("Show one").CheckAsync();
        await Assertions.Expect(page.Locator("#charts .chart").First.Locator("path")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("#charts .chart").First.Locator("output .key")).ToHaveCountAsync(2);
        await page.GetByLabel("Run whose samples are shown").SelectOptionAsync("one");
        await Assertions.Expect(page.GetByAltText("Samples of one at step 10")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Slider, new() { Name = "Step" }).FillAsync("0");
        await Assertions.Expect(page.GetByAltText("Samples of one at step 0")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_service_that_is_gone_is_told_in_words()
    {
        using var folder = new TemporaryFolder();
        using var run = new MadeUpRun(folder["one"]);
        var service = await Service.StartAsync((options, _) => options with { Runs = folder.Root });
        var page = await browser.OpenAsync(new Uri(service.Address, "/#runs"), s_desk);
        await page.Locator("tr[data-run='one']").WaitForAsync();
        await service.DisposeAsync();
        await Assertions.Expect(page.Locator("#status.problem")).ToHaveTextAsync("The service does not answer. Is it still running?");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("good/../../secret")]
    [InlineData("/etc")]
    [InlineData("link")]
    [InlineData("good/")]
    [InlineData("good\0")]
    [InlineData("")]
    public async Task No_name_leads_out_of_the_folder_of_runs(string name)
    {
        using var folder = new TemporaryFolder();
        using (new MadeUpRun(folder["secret"]))
        using (var good = new MadeUpRun(folder["runs/good"]))
            good.Sample(1);
        Directory.CreateSymbolicLink(folder["runs/link"], folder["secret"]);
        File.CreateSymbolicLink(folder["runs/good/samples/step-00000002.png"], folder["secret/config.yaml"]);
        await using var service = await Service.StartAsync((options, _) => options with { Runs = folder["runs"] });
        var query = Uri.EscapeDataString(name);
        foreach (var path in new[] { $"curves?run={query}", $"pictures?run={query}&picture=step-00000001.png", $"pictures?run=good&picture={query}", "pictures?run=good&picture=step-00000002.png" })
        {
            using var answer = await service.Client.GetAsync(new Uri($"/studio/runs/{path}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var found = await service.Client.GetAsync(new Uri("/studio/runs/pictures?run=good&picture=step-00000001.png", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        var list = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/studio/runs", UriKind.Relative))).RootElement.GetProperty("runs");
        Assert.Equal("good", Assert.Single(list.EnumerateArray()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(false, "stop", "127.0.0.1", 403)] // the service does not allow it
    [InlineData(true, null, "127.0.0.1", 403)] // a form of another site could send this
    [InlineData(true, "stop", "rebound.example", 403)] // a name of another site that leads here
    [InlineData(true, "stop", "127.0.0.1", 409)] // nothing runs
    public async Task Runs_are_stopped_only_where_that_is_allowed_and_meant(bool allowStop, string? intent, string host, int status)
    {
        using var folder = new TemporaryFolder();
        using var run = new MadeUpRun(folder["run"]);
        await using var service = await Service.StartAsync((options, _) => options with { Runs = folder.Root, AllowStop = allowStop, AllowedHosts = ["*"] });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/studio/runs/stop?run=run");
        request.Headers.Host = $"{host}:{service.Address.Port}";
        if (intent is not null)
            request.Headers.Add("LiteVae-Studio", intent);
        using var answer = await service.Client.SendAsync(request);
        await Service.RequireProblemAsync(answer, status, status == 403 ? "forbidden" : "not-running");
    }
}

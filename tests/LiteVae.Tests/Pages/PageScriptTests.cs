using System.Diagnostics;
using System.Text.RegularExpressions;
using LiteVae.Runs.Description;
using LiteVae.Runs.Report;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Pages;

/// <summary>The scripts of a page in a browser, opened from disk; skipped where there is no Chromium.</summary>
public sealed class PageScriptTests : IDisposable
{
    private static readonly string? s_browser = new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_slider_shows_as_much_of_the_second_picture_as_it_says() => Assert.Equal("on 30%", Do("""
        const pair = document.querySelector(".compare");
        const slider = pair.querySelector("input");
        slider.value = 30;
        slider.dispatchEvent(new Event("input"));
        return `${pair.classList.contains("on") ? "on" : "off"} ${pair.style.getPropertyValue("--at")}`;
        """));

    [Fact]
    public void A_picture_is_enlarged_by_keyboard_and_the_next_one_by_an_arrow_key() => Assert.Equal("true | procedural 1: original | false", Do("""
        const pictures = [...document.querySelectorAll("main figure img")];
        const dialog = document.querySelector("dialog");
        pictures[4].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        const opened = dialog.open;
        dialog.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        const alt = dialog.querySelector("img").alt;
        dialog.querySelector("button").click();
        return `${opened} | ${alt} | ${dialog.open}`;
        """));

    [Fact]
    public void Charts_show_the_chosen_steps_on_the_chosen_scale_and_all_again() => Assert.Equal("400 | log 100 140 | 100 200 | read at step 150 | 400", Do("""
        const form = document.querySelector("form.view");
        const svg = document.querySelector(".chart svg");
        const scale = () => svg.parentElement.querySelector(".scale").hidden ? "" : "log ";
        // The steps below the drawing area.
        const marks = () => [...svg.querySelectorAll(".axes text[text-anchor=middle]")].map(t => Number(t.textContent));
        const all = marks().at(-1);
        form.elements.from.value = 100;
        form.elements.to.value = 150;
        form.elements.scale.value = "log";
        form.dispatchEvent(new Event("input", { bubbles: true }));
        const typed = `${scale()}${marks()[0]} ${marks().at(-1)}`;
        form.reset();
        await new Promise(resolve => setTimeout(resolve, 50));
        const box = svg.getBoundingClientRect();
        const at = share => ({ bubbles: true, button: 0, pointerId: 1, clientX: box.left + box.width * (60 + share * 312) / 380, clientY: box.top + 50 });
        svg.setPointerCapture = () => {};
        svg.dispatchEvent(new PointerEvent("pointerdown", at(0.25)));
        svg.dispatchEvent(new PointerEvent("pointerup", at(0.5)));
        const dragged = `${form.elements.from.value} ${form.elements.to.value}`;
        svg.dispatchEvent(new PointerEvent("pointermove", at(0.5)));
        const read = svg.parentElement.querySelector("output").textContent;
        svg.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
        return `${all} | ${typed} | ${dragged} | read ${read.match(/at step [0-9]+/)} | ${marks().at(-1)}`;
        """));

    // What a piece of script in the page answers.
    private string Do(string script)
    {
        Assert.SkipWhen(s_browser is null, "There is no Chromium on this machine.");
        var lines = Enumerable.Range(1, 40).Select(i => $$"""{"step":{{10 * i}},"images":{{40 * i}},"loss/total":{{i % 2 + 39.0}}}""");
        File.WriteAllLines(_folder["metrics.jsonl"], lines);
        var page = RunReport.Render(new ReportData
        {
            Run = ObserverSamples.Run(),
            Summary = ObserverSamples.Summary(400, RunOutcome.Finished),
            Samples = ObserverSamples.Sheet(400),
            History = RunHistory.Read(_folder["metrics.jsonl"]),
            Written = DateTimeOffset.UnixEpoch,
        });
        File.WriteAllText(_folder["page.html"], page.Replace("</body>", $$"""
            <script>
            (async () => {
              let answer;
              try { answer = await (async () => { {{script}} })(); } catch (error) { answer = String(error); }
              document.body.dataset.answer = answer;
            })();
            </script></body>
            """, StringComparison.Ordinal));
        var start = new ProcessStartInfo(s_browser!, ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={_folder["profile"]}", "--virtual-time-budget=2000", "--dump-dom", $"file://{_folder["page.html"]}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        browser.ErrorDataReceived += (_, _) => { };
        browser.BeginErrorReadLine();
        var dom = browser.StandardOutput.ReadToEnd();
        browser.WaitForExit();
        return System.Net.WebUtility.HtmlDecode(Regex.Match(dom, "data-answer=\"([^\"]*)\"").Groups[1].Value);
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;
using LiteVae.Runs.Description;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Report;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Runs.Report;

public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_main_numbers_stand_at_the_top()
    {
        var html = RunReport.Render(Data());
        foreach (var text in new[] { ">Finished<", ">25.12 <small>dB<", "of the first 2 images of a test, as its curve is", ">2.31M <", ">2 min 05 s <", ">12.8 <small>images/s<", ">1.8 GiB <", "12 channels at 1/8 of the side" })
            Assert.Contains(text, html);
    }

    [Fact]
    public void What_users_wrote_is_encoded_everywhere()
    {
        const string nasty = "<img src=x onerror=\"alert(1)\">&'";
        var data = Data();
        var html = RunReport.Render(data with
        {
            Run = data.Run with { Model = nasty, Data = nasty, Recipe = nasty, ConfigYaml = nasty, Hardware = nasty },
            Summary = data.Summary! with { Message = nasty, EvaluatedOn = nasty, ModelPath = nasty, Metrics = new Dictionary<string, double> { [nasty] = 1 } },
            Samples = data.Samples! with { Rows = [data.Samples.Rows[0] with { Name = nasty }] },
            History = History(new Dictionary<string, double> { ["loss/" + nasty] = 1 }),
        });
        Assert.DoesNotContain("<img src=x", html, StringComparison.OrdinalIgnoreCase);
        // title, heading, recipe and data twice, message, metric, evaluated on, sample (heading, 5 alternative texts, slider),
        // model, hardware, file, configuration, and the chart's heading and description
        Assert.Equal(22, Regex.Count(html, "(?i)&lt;img src=x onerror=&quot;alert\\(1\\)&quot;&gt;&amp;&#39;"));
    }

    [Fact]
    public void The_page_needs_no_other_file_and_every_picture_has_a_text()
    {
        var html = RunReport.Render(Data());
        Assert.DoesNotMatch("(src|href)=\"(?!data:)|@import|url\\(", html);
        var pictures = Regex.Matches(html, "<img [^>]*>");
        Assert.Equal(2 * 5 + 1 + 1, pictures.Count); // two samples, the sub-bands, and the place for an enlarged one
        Assert.All(pictures.SkipLast(1), picture => Assert.Matches("alt=\"[^\"]+\"", picture.Value));
    }

    [Fact]
    public void Drawings_are_well_formed_whatever_the_numbers()
    {
        var values = Enumerable.Range(1, 50).Select(step => new Dictionary<string, double>
        {
            ["loss/l1"] = Math.Pow(10, -step),
            ["loss/kl"] = 0,
            ["gradient_norm"] = step == 7 ? double.NaN : -step,
        });
        var html = RunReport.Render(Data() with { History = History([.. values]) });
        var drawings = Regex.Matches(html, "<svg.*?</svg>", RegexOptions.Singleline);
        Assert.Equal(3, drawings.Count);
        Assert.All(drawings, svg => XElement.Parse(svg.Value.Replace(" hidden>", ">", StringComparison.Ordinal)));
        Assert.DoesNotContain("NaN", html);
        Assert.DoesNotContain("∞", html);
    }

    [Fact]
    public void Final_figures_stand_beside_those_of_the_baseline()
    {
        var rows = Regex.Matches(RunReport.Render(Data()), "<tr><th scope=\"row\">([^<]*)</th>(?:<td>([^<]*)</td>)+</tr>");
        Assert.Equal(["this model", "bicubic reduction, same budget"], rows.Select(r => r.Groups[1].Value));
        Assert.Equal(["28.43", "0.851", "24.12", "0.700"], rows.SelectMany(r => r.Groups[2].Captures).Select(c => c.Value));
        Assert.Contains("<caption>On 32 held-out images at 128x128</caption>", RunReport.Render(Data()));
    }

    [Fact]
    public void Without_a_headline_the_final_figures_are_the_main_numbers()
    {
        var data = Data();
        var html = RunReport.Render(data with { Samples = data.Samples! with { Headline = null } });
        Assert.Contains(">28.43 <small>dB<", html);
        Assert.Contains("Quality measured on 32 held-out images at 128x128.", html);
        Assert.DoesNotContain("this model", html);
    }

    [Fact]
    public void Each_sample_has_its_baseline_its_scale_of_errors_and_a_labelled_slider_over_two_pictures()
    {
        var samples = Regex.Matches(RunReport.Render(Data()), "<article.*?</article>", RegexOptions.Singleline).Select(m => m.Value).ToArray();
        Assert.Equal(2, samples.Length);
        Assert.All(samples, sample =>
        {
            var pair = Regex.Match(sample, "<div class=\"compare\">.*?</div>", RegexOptions.Singleline).Value;
            Assert.Equal(2, Regex.Count(pair, "<img "));
            Assert.Matches("<label>.*<input type=\"range\" [^>]*aria-label=\"[^\"]+\"", pair);
            Assert.Equal(5, Regex.Count(sample, "<img "));
            Assert.Single(Regex.Matches(sample, "<figcaption>error<span class=\"ramp\">0 <i style=\"[^\"]*\"></i> ≥ 64 of 255</span>"));
        });
        Assert.Contains("<figcaption>baseline <b>21.50 dB</b></figcaption>", samples[0]);
    }

    [Fact]
    public void A_loss_and_its_validation_share_a_chart()
    {
        var values = Enumerable.Range(1, 5).Select(i => new Dictionary<string, double> { ["loss/l1"] = i, ["validation/l1"] = 2 * i, ["validation/alone"] = i });
        var charts = Regex.Matches(RunReport.Render(Data() with { History = History([.. values]) }), "<figure class=\"chart\".*?</figure>", RegexOptions.Singleline).Select(m => m.Value).ToArray();
        Assert.Equal(["L1", "Alone"], charts.Select(c => Regex.Match(c, "<b>([^<]*)</b>").Groups[1].Value));
        Assert.Contains("</i>training<", charts[0]);
        Assert.Contains("</i>validation<", charts[0]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(57)]
    [InlineData(1000)]
    public void The_strip_has_eight_different_frames_from_the_first_to_the_last(int count)
    {
        var frames = Enumerable.Range(1, count).Select(step => new ProgressFrame(step, $"{step}.png")).ToArray();
        var chosen = ReportPictures.Choose(frames).Select(frame => frame.Step).ToArray();
        Assert.Equal(Math.Min(8, count), chosen.Length);
        Assert.Equal(chosen.Distinct().Order(), chosen);
        Assert.Equal((1, count), (chosen[0], chosen[^1]));
    }

    private static ReportData Data() => new()
    {
        Run = ObserverSamples.Run(),
        Summary = ObserverSamples.Summary(400),
        Samples = ObserverSamples.Sheet(400),
        Written = DateTimeOffset.UnixEpoch,
    };

    // Each set of values twice, so that even one makes a curve.
    private RunHistory History(params IReadOnlyList<IReadOnlyDictionary<string, double>> values)
    {
        using (var lines = new JsonLinesObserver(_folder["metrics.jsonl"]))
        {
            lines.RunStarted(ObserverSamples.Run());
            for (var i = 0; i < 2 * values.Count; i++)
                lines.Logged(new LogEntry(i + 1, 4 * (i + 1), values[i / 2]));
        }
        return RunHistory.Read(_folder["metrics.jsonl"]);
    }
}

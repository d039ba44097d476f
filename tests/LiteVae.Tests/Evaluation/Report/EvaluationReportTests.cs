using System.Text.RegularExpressions;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Report;
using LiteVae.Runtime.Numbers;

namespace LiteVae.Tests.Evaluation.Report;

public sealed class EvaluationReportTests
{
    private static readonly ICandidate[] Candidates =
    [
        new CodecCandidate("/data/runs/one", 1, x => x.Times(0.9)),
        new CodecCandidate("/data/runs/two", 1, x => x.Times(0.8)),
        new CodecCandidate("a copy", 1, x => x.alias()),
    ];

    [Fact]
    public void Examples_are_the_same_images_for_all_candidates_chosen_by_the_first()
    {
        using var source = PictureSource.Of(5, 16);
        var options = new EvaluationOptions { Metrics = ["psnr"], Resolution = 16 };
        var results = ReconstructionEvaluator.Evaluate(Candidates, source, options);
        var examples = ExampleImage.Of(Candidates, results, source, options);
        Assert.Equal(["worst", "median", "best"], examples.Select(e => e.Rank));
        var first = results[0].Values["psnr"];
        Assert.Equal([first.Min(), first.Order().ElementAt(2), first.Max()], examples.Select(e => e.Reconstructions[0].Value));
        Assert.All(examples, example =>
        {
            Assert.Equal(Candidates.Select(c => c.Name), example.Reconstructions.Select(r => r.Candidate));
            Assert.Equal(100, example.Reconstructions[2].Value);
            Assert.Equal(example.Original.Pixels, example.Reconstructions[2].Picture.Pixels);
        });
        Assert.Throws<ArgumentException>(() => ExampleImage.Of(Candidates, [results[0]], source, options));
    }

    [Fact]
    public void Each_candidate_has_a_column_of_every_example_and_a_scale_of_its_errors()
    {
        var articles = Regex.Matches(Page(), "<article class=\"sample examples\">.*?</article>", RegexOptions.Singleline).Select(m => m.Value).ToArray();
        Assert.Equal(3, articles.Length);
        Assert.All(articles, article =>
        {
            Assert.Equal(["original", "one", "two", "a copy"], Regex.Matches(article, "<th scope=\"col\">(?:<span title=\"[^\"]*\">)?([^<]*)").Select(m => m.Groups[1].Value));
            Assert.Equal(1 + 3 + 3, Regex.Count(article, "<img "));
            Assert.Equal(3, Regex.Count(article, "<span class=\"ramp\">0 "));
            Assert.Contains("<b>psnr 100.00 dB</b>", article);
        });
    }

    [Fact]
    public void Paths_are_shortened_and_told_at_the_pointer()
    {
        var page = Page();
        Assert.Contains("<td><span title=\"/data/runs/one\">one</span></td>", page);
        Assert.Contains("<td>a copy</td>", page);
        Assert.DoesNotMatch(">[^<]*/data/runs", page);
    }

    [Fact]
    public void Tables_that_may_be_wide_can_be_scrolled_by_keyboard() =>
        Assert.All(Regex.Matches(Page(), "<div class=\"wide\"[^>]*>").Select(m => m.Value), table => Assert.Matches("tabindex=\"0\" role=\"region\" aria-label=\"[^\"]+\"", table));

    [Fact]
    public void Sweeps_have_units_on_both_axes_and_an_interval_at_every_point()
    {
        var chart = Regex.Match(Page(), "<figure class=\"chart\".*?</figure>", RegexOptions.Singleline).Value;
        Assert.Equal(["side of the images (px)", "psnr (dB)"], Regex.Matches(chart, "<text class=\"title\"[^>]*>([^<]*)<").Select(m => m.Groups[1].Value));
        Assert.Equal(2 * 3, Regex.Count(chart, "<line class=\"s\\d\"")); // two resolutions, three candidates
        Assert.Matches(@"<title>one, 16 px: \d+\.\d\d \[\d+\.\d\d, \d+\.\d\d\] dB</title>", chart);
        // The interval of points that differ is drawn with some height.
        Assert.Contains(Regex.Matches(chart, "<line class=\"s0\" [^>]*y1=\"([^\"]*)\" y2=\"([^\"]*)\""), m => m.Groups[1].Value != m.Groups[2].Value);
    }

    private static string Page()
    {
        using var source = PictureSource.Of(5, 32);
        EvaluationOptions[] options = [new() { Metrics = ["psnr"], Resolution = 16 }, new() { Metrics = ["psnr"], Resolution = 32 }];
        EvaluationPass[] passes = [.. options.Select(o => EvaluationPass.Of(ReconstructionEvaluator.Evaluate(Candidates, source, o)))];
        return EvaluationReport.Render(new EvaluationReportData
        {
            Passes = passes,
            Data = "pictures",
            Settings = [],
            Examples = ExampleImage.Of(Candidates, passes[^1].Results, source, options[^1]),
            Written = DateTimeOffset.UnixEpoch,
        });
    }
}

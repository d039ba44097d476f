using System.Text.RegularExpressions;
using LiteVae.Reports;
using LiteVae.Runs;
using LiteVae.Runs.Folders;
using LiteVae.Runs.Observers;
using LiteVae.Runs.Report;
using LiteVae.Tests.Runs.Observers;

namespace LiteVae.Tests.Reports;

public sealed class RunReportsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_alone_has_the_page_that_its_training_wrote()
    {
        var run = Train("one", 0.5);
        static string Undated(string page) => Regex.Replace(page, "<footer>.*</footer>", "");
        Assert.Equal(Undated(File.ReadAllText(new RunFolder(run).Report)), Undated(RunReports.Render(run)));
    }

    [Fact]
    public void Several_runs_share_charts_with_a_legend_and_their_settings_figures_and_samples_stand_in_columns()
    {
        string[] runs = [Train("one", 0.5), Train("two", 0.25)];
        var page = RunReports.Render(runs);
        Assert.Contains("2 runs side by side", page);
        Assert.Contains($"title=\"{runs[1]}\"", page);

        var chart = Regex.Match(page, "<figure class=\"chart\".*?</figure>", RegexOptions.Singleline).Value;
        Assert.Equal(["one", "two"], Regex.Matches(chart, "<i class=\"s\\d\"></i>([^<]*)<").Select(m => m.Groups[1].Value));
        Assert.Contains("Total: one from 0.5 to 0.5 over 20 steps; two from 0.25 to 0.25 over 20 steps", chart);

        var tables = Regex.Matches(page, "<table.*?</table>", RegexOptions.Singleline).Select(m => m.Value).ToArray();
        Assert.Equal(["finished", "20", "80", "28.43", "0.851", "25.12", "2.31M", "2 min 05 s"], Regex.Matches(Row(tables[0], "two"), "<td>([^<]*)</td>").Select(m => m.Groups[1].Value.Replace("\u202f", "", StringComparison.Ordinal)));
        Assert.Equal(["0.5", "0.25"], Regex.Matches(Row(tables[1], "name"), "<td>([^<]*)</td>").Select(m => m.Groups[1].Value));
        Assert.Equal(2 * (1 + 2), Regex.Count(tables[2], "<img ")); // of two samples the original, and a reconstruction for each run
        Assert.DoesNotMatch("(src|href)=\"(?!data:)|@import|url\\(", page);
    }

    [Fact]
    public void A_folder_without_a_run_is_named() =>
        Assert.Contains(_folder["none"], Assert.Throws<TrainingException>(() => RunReports.Render(Train("one", 1), _folder["none"])).Message);

    private static string Row(string table, string name) => Regex.Matches(table, "<tr>.*?</tr>", RegexOptions.Singleline).Select(m => m.Value).First(row => row.Contains($">{name}<", StringComparison.Ordinal));

    // What a training tells its observers, without the training.
    private string Train(string name, double loss)
    {
        var folder = new RunFolder(_folder[name]);
        using var observer = new CompositeObserver(new JsonLinesObserver(folder.Metrics), new SampleObserver(folder.Samples), new ReportObserver(folder.Report));
        observer.RunStarted(ObserverSamples.Run(folder.Root) with { ConfigYaml = $"seed: 7\nname: {loss}\n" });
        foreach (var step in new[] { 10, 20 })
        {
            observer.Logged(ObserverSamples.Log(step, loss));
            observer.Sampled(ObserverSamples.Sheet(step));
        }
        observer.RunEnded(ObserverSamples.Summary(20));
        return folder.Root;
    }
}

namespace LiteVae.Cli.Tests;

public sealed class ReportTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void A_runs_report_is_written_anew_and_runs_are_shown_side_by_side()
    {
        var (one, two) = (workspace.At("one"), workspace.At("two"));
        Tool.Run(["train", "--output", one, .. Tool.TinyRun(2)]).Expect(0);
        Tool.Run(["train", "--output", two, .. Tool.TinyRun(3)]).Expect(0);
        var report = Path.Combine(one, "report.html");
        File.Delete(report);
        Tool.Run("report", one).Expect(0).Says($"report: {report}");
        Assert.Contains(">Finished<", File.ReadAllText(report));

        var both = workspace.At("pages/both.html");
        Tool.Run("report", one, two, "--output", both).Expect(0).Says($"report: {both}");
        var page = File.ReadAllText(both);
        Assert.Contains("2 runs side by side", page);
        Assert.Contains("train.phases.0.steps", page);
        Assert.DoesNotContain("http", page);
        Assert.Equal(2, page.Split("bicubic reduction, same budget</th>").Length); // what both are compared with is there once

        var json = Tool.Run("report", one, two, "--output", both, "--json").Expect(0).Json;
        Assert.Equal([2, 3], json["runs"]!.AsArray().Select(run => (int)run!["step"]!));
        Assert.All(json["runs"]!.AsArray(), run => Assert.Equal("finished", (string?)run!["outcome"]));
        Assert.All(json["runs"]!.AsArray(), run => Assert.InRange((double)run!["metrics"]!["psnr"]!, 1, 60));
    }

    [Fact]
    public void Several_runs_need_a_place_for_their_page() =>
        Tool.Run("report", "a", "b").Expect(ExitCode.WrongUse).Says("--output");

    [Fact]
    public void A_folder_that_is_no_run_is_named() => Tool.Run("report", workspace.Folder("empty")).Expect(ExitCode.Failed).Says("empty", "report.json");
}

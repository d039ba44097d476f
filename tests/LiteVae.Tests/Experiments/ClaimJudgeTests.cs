using LiteVae.Experiments;
using LiteVae.Experiments.Execution;
using LiteVae.Experiments.Files;
using LiteVae.Experiments.Measures;
using LiteVae.Experiments.Plans;
using LiteVae.Experiments.Verdicts;
using LiteVae.Runs.Folders;
using LiteVae.Training;

namespace LiteVae.Tests.Experiments;

/// <summary>Verdicts on made-up numbers.</summary>
public sealed class ClaimJudgeTests
{
    private const int Images = 40;

    [Theory]
    [InlineData("better", 0.0, 0.1, 0.5, ClaimVerdict.Supported)]
    [InlineData("better", 0.0, -0.5, -0.1, ClaimVerdict.Contradicted)]
    [InlineData("better", 0.0, -0.1, 0.5, ClaimVerdict.CannotTell)]
    [InlineData("not_worse", 0.2, -0.1, 0.5, ClaimVerdict.Supported)]
    [InlineData("not_worse", 0.2, -0.5, -0.3, ClaimVerdict.Contradicted)]
    [InlineData("not_worse", 0.2, -0.5, 0.1, ClaimVerdict.CannotTell)]
    [InlineData("alike", 0.2, -0.1, 0.1, ClaimVerdict.Supported)]
    [InlineData("alike", 0.2, 0.3, 0.5, ClaimVerdict.Contradicted)]
    [InlineData("alike", 0.2, -0.5, -0.3, ClaimVerdict.Contradicted)]
    [InlineData("alike", 0.2, 0.1, 0.3, ClaimVerdict.CannotTell)]
    public void The_interval_decides(string kind, double margin, double lower, double upper, ClaimVerdict verdict)
    {
        var claimed = kind switch { "better" => ClaimKind.Better, "alike" => ClaimKind.Alike, _ => ClaimKind.NotWorse };
        Assert.Equal(verdict, ClaimJudge.Judge(claimed, margin, new Difference((lower + upper) / 2, lower, upper, SampleUnit.Images, 9, OverSeeds: false)));
    }

    [Fact]
    public void Without_an_interval_nothing_is_told() =>
        Assert.Equal(ClaimVerdict.CannotTell, ClaimJudge.Judge(ClaimKind.Better, 0, new Difference(5, null, null, SampleUnit.Single, 0, OverSeeds: false)));

    [Fact]
    public void One_training_each_is_compared_image_by_image()
    {
        // Images differ by far more than the rows do: only in pairs can that be seen.
        var supported = Judge("psnr", [Over(SampleUnit.Images, i => i + 0.3)], [Over(SampleUnit.Images, i => i + 0.01 * (i % 3))]);
        Assert.Equal(ClaimVerdict.Supported, supported.Verdict);
        Assert.InRange(supported.Difference!.Value, 0.28, 0.31);
        Assert.InRange(supported.Lower!.Value, 0.2, supported.Difference.Value);
        Assert.Contains("40 images in pairs", supported.Sentence);
        Assert.Contains("another seed may change as much", supported.Sentence);
        Assert.Equal(ClaimVerdict.Contradicted, Judge("psnr", [Over(SampleUnit.Images, i => i)], [Over(SampleUnit.Images, i => i + 0.3 + 0.01 * (i % 3))]).Verdict);
        Assert.Equal(ClaimVerdict.CannotTell, Judge("psnr", [Over(SampleUnit.Images, i => i + i % 2)], [Over(SampleUnit.Images, i => i + (i + 1) % 2)]).Verdict);
    }

    [Fact]
    public void Of_several_trainings_only_the_trainings_count()
    {
        // Each training differs clearly over its images, but the three differ among themselves in their direction.
        Sample Training(double mean) => Over(SampleUnit.Images, i => mean + 0.001 * (i % 2));
        var mixed = Judge("psnr", [Training(21), Training(19), Training(20.3)], [Training(20), Training(20), Training(20)]);
        Assert.Equal(ClaimVerdict.CannotTell, mixed.Verdict);
        Assert.Contains("over 3 trainings of each", mixed.Sentence);
        var clear = Judge("psnr", [Training(20.9), Training(21), Training(21.1)], [Training(20), Training(20), Training(20)]);
        Assert.Equal(ClaimVerdict.Supported, clear.Verdict);
        // Student's interval of -0.1, 0, 0.1 about the mean: 4.303 * 0.1 / sqrt(3).
        Assert.Equal(1 - 0.2484, clear.Lower!.Value, 3);
    }

    [Fact]
    public void Where_lower_is_better_the_direction_is_turned()
    {
        var outcome = Judge("rfid_random", [Sample.MeanOf(SampleUnit.Groups, [1, 1.1, 0.9])], [Sample.MeanOf(SampleUnit.Groups, [2, 2.1, 1.95])]);
        Assert.Equal(ClaimVerdict.Supported, outcome.Verdict);
        Assert.True(outcome.Difference < 0 && outcome.Lower < outcome.Difference && outcome.Upper > outcome.Difference && outcome.Upper < 0);
        Assert.Contains("lower is better", outcome.Sentence);
    }

    [Fact]
    public void One_number_for_each_row_cannot_tell_and_says_what_would()
    {
        var outcome = Judge("rfid_random", [Sample.Once(1)], [Sample.Once(2)]);
        Assert.Equal(ClaimVerdict.CannotTell, outcome.Verdict);
        Assert.Equal(-1, outcome.Difference);
        Assert.Contains("--seeds 3", outcome.Sentence);
    }

    [Fact]
    public void What_is_counted_has_no_chance_in_it()
    {
        var outcome = Judge("encoder_parameters", [Sample.Exactly(6.75)], [Sample.Exactly(34.16)]);
        Assert.Equal(ClaimVerdict.Supported, outcome.Verdict);
        Assert.Contains("counted", outcome.Sentence);
    }

    [Fact]
    public void A_figure_that_a_row_lacks_cannot_tell()
    {
        var outcome = Judge("psnr", [Over(SampleUnit.Images, i => i)], []);
        Assert.Equal(ClaimVerdict.CannotTell, outcome.Verdict);
        Assert.Null(outcome.Difference);
        Assert.Contains("was not measured", outcome.Sentence);
    }

    [Fact]
    public void The_papers_difference_stands_beside_the_measured_one() =>
        Assert.Equal(0.09, Judge("psnr", [Over(SampleUnit.Images, i => i)], [Over(SampleUnit.Images, i => i)]).PaperDifference!.Value, 6);

    [Fact]
    public void A_change_with_the_resolution_is_compared_image_by_image()
    {
        var claim = "resolution: 32, from: 64";
        var steady = Measures("a", 0, ("psnr", 64, Over(SampleUnit.Images, i => i)), ("psnr", 32, Over(SampleUnit.Images, i => i - 1)));
        var falling = Measures("b", 0, ("psnr", 64, Over(SampleUnit.Images, i => i + 3)), ("psnr", 32, Over(SampleUnit.Images, i => i + 0.01 * (i % 3))));
        var outcome = Judge("psnr", [steady, falling], claim);
        Assert.Equal(ClaimVerdict.Supported, outcome.Verdict);
        Assert.InRange(outcome.Difference!.Value, 1.95, 2.05);
        Assert.Contains("from 64 to 32 pixels", outcome.Sentence);
    }

    private static Sample Over(SampleUnit unit, Func<int, double> value) => Sample.MeanOf(unit, [.. Enumerable.Range(0, Images).Select(value)]);

    private static ClaimOutcome Judge(string metric, Sample[] row, Sample[] against) =>
        Judge(metric, [.. row.Select((s, i) => Measures("a", i, (metric, 64, s))), .. against.Select((s, i) => Measures("b", i, (metric, 64, s)))], "");

    private static ClaimOutcome Judge(string metric, RowMeasures[] measures, string claim)
    {
        var file = ExperimentReader.Parse("""
            id: t
            title: A title
            source: Table 0
            measures: [psnr, rfid_random, cost]
            rows: [{name: a, paper: {psnr: 29.33}}, {name: b, paper: {psnr: 29.24}}]
            claims: [{text: A is better., row: a, against: b, CLAIM}]
            quick: {base: quickstart, resolutions: [64, 32]}
            """.Replace("CLAIM", $"metric: {metric}{(claim.Length > 0 ? ", " + claim : "")}", StringComparison.Ordinal), "t");
        return ClaimJudge.Judge(file.Claims[0], file, measures.ToLookup(m => m.Row.Plan.Row.Name), MeasureSelection.Of(file, ExperimentScale.Quick));
    }

    private static RowMeasures Measures(string row, int repetition, params (string Figure, int Resolution, Sample Sample)[] figures)
    {
        var measures = new RowMeasures(new FinishedRow(new PlannedRow(new ExperimentRow { Name = row }, new Recipe(), null, [64]), repetition, new RunFolder("none"), null));
        foreach (var (figure, resolution, sample) in figures)
            measures.Figures[new(figure, resolution)] = sample;
        return measures;
    }
}

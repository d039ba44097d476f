using System.Text.Json.Nodes;
using LiteVae.Experiments;
using LiteVae.Tests.Training;

namespace LiteVae.Tests.Experiments;

/// <summary>A tiny experiment from its file to its page.</summary>
public sealed class ReproductionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Rows_are_trained_once_measured_side_by_side_and_judged()
    {
        var first = new ReproductionRecorder();
        var result = Reproduction.Run(Table("table-a"), Options(), first);

        // "same" has the settings of "one", and is no training of its own.
        Assert.Equal(["table-a-one-seed3", "table-a-other-seed3"], first.Trained);
        Assert.Equal(["table-a-one-seed3"], first.Found);
        Assert.Equal(["one", "other", "same"], result.Rows.Select(r => r.Name));
        Assert.All(result.Rows, row => Assert.Equal(["psnr", "rate", "rfid_random"], row.Figures.Where(f => f.Resolution == 32).Select(f => f.Name).Order(StringComparer.Ordinal)));
        Assert.Equal(Figure(result.Rows[0]), Figure(result.Rows[2]));
        Assert.NotEqual(Figure(result.Rows[0]), Figure(result.Rows[1]));
        Assert.Equal([ClaimVerdict.Supported, ClaimVerdict.CannotTell], [result.Claims[1].Verdict, result.Claims[2].Verdict]);
        Assert.Equal(0, result.Claims[1].Difference);

        var json = JsonNode.Parse(File.ReadAllText(result.Json))!;
        Assert.Equal("table-a", (string)json["table"]!);
        Assert.Equal("supported", (string)json["claims"]![1]!["verdict"]!);
        Assert.Equal(20.5, (double)json["rows"]![0]!["paper"]!["psnr"]!);
        var page = File.ReadAllText(result.Page);
        Assert.Contains("data:image/png;base64", page);
        Assert.Contains("A note to readers", page);
        Assert.Contains("rfid_random", page);
        Assert.Contains(result.Claims[0].Sentence.Split('[')[0], System.Net.WebUtility.HtmlDecode(page));
        Assert.DoesNotContain("src=\"http", page);

        // Once more, and for another table with a row in common: nothing is trained that is there.
        var again = new ReproductionRecorder();
        Assert.Equal(result.Rows.Select(Figure), Reproduction.Run(Table("table-a"), Options(), again).Rows.Select(Figure));
        Assert.Empty(again.Trained);
        var other = new ReproductionRecorder();
        Reproduction.Run(Table("table-b"), Options(), other);
        Assert.Empty(other.Trained);
    }

    [Fact]
    public void What_was_interrupted_goes_on_and_ends_as_if_it_had_not_been()
    {
        using var source = new CancellationTokenSource();
        var interrupted = new ReproductionRecorder { OnTraining = run => { if (run.Contains("other")) source.Cancel(); } };
        Assert.Throws<OperationCanceledException>(() => Reproduction.Run(Table("table-a"), Options(), interrupted, source.Token));
        Assert.False(File.Exists(_folder["out/table-a.html"]));

        var resumed = new ReproductionRecorder();
        var result = Reproduction.Run(Table("table-a"), Options(), resumed);
        Assert.Equal(["table-a-other-seed3"], resumed.Trained);
        var whole = Reproduction.Run(Table("table-a"), Options() with { Output = _folder["whole"] }, new ReproductionRecorder());
        Assert.Equal(result.Rows.Select(Figure), whole.Rows.Select(Figure));
    }

    [Fact]
    public void Seeds_are_trainings_and_intervals_are_over_them()
    {
        var recorder = new ReproductionRecorder();
        var result = Reproduction.Run(Table("table-a"), Options() with { Seeds = 2 }, recorder);
        Assert.Equal(["table-a-one-seed3", "table-a-other-seed3", "table-a-one-seed4", "table-a-other-seed4"], recorder.Trained);
        var psnr = result.Rows[0].Figures.First(f => f.Name == "psnr");
        Assert.Equal(2, psnr.Trainings.Distinct().Count());
        Assert.Equal(psnr.Trainings.Average(), psnr.Value, 9);
        Assert.Contains("2 trainings", result.Claims[0].Sentence);
    }

    [Fact]
    public void Costs_are_counted_and_timed_without_a_training()
    {
        var recorder = new ReproductionRecorder();
        var file = Write("costs", """
            id: costs
            title: Costs
            source: Table 0
            measures: [cost]
            rows: [{name: wide, set: {model.encoder.extractor.channels: 16}}, {name: narrow}]
            claims: [{text: Narrow is smaller., row: narrow, against: wide, metric: encoder_parameters}]
            quick: {base: RECIPE, images: 2, resolutions: [16]}
            """);
        var result = Reproduction.Run(Experiment.Read(file), Options(), recorder);
        Assert.Empty(recorder.Trained);
        Assert.Equal(ClaimVerdict.Supported, result.Claims[0].Verdict);
        Assert.All(result.Rows, row => Assert.True(row.Figures.Single(f => f.Name == "encoder_images_per_second").Value > 0));
        Assert.True(File.Exists(result.Page));
    }

    [Fact]
    public void A_diffusion_model_is_trained_on_the_latents_of_each_row()
    {
        var recorder = new ReproductionRecorder();
        var file = Write("diffused", """
            id: diffused
            title: Diffusion
            source: Table 0
            measures: [psnr, fid]
            rows: [{name: one}, {name: other, set: {train.learning_rate: 1e-4}}]
            claims: [{text: One is better., row: one, against: other, metric: fid}]
            quick:
              base: RECIPE
              images: 2
              resolutions: [32]
              diffusion: ldm-quickstart
              diffusion_set: {denoiser: {model_channels: 32, multipliers: [1], res_blocks: 1, attention_factors: []}, data.resolution: 32, data.count: 8, train.steps: 2, train.batch_size: 2, samples.steps: 1, samples.count: 1, samples.evaluated: 0}
              samples: 4
            """);
        var result = Reproduction.Run(Experiment.Read(file), Options(), recorder);
        Assert.Equal(["diffused-one-seed3", "diffused-one-diffusion-seed0", "diffused-other-seed3", "diffused-other-diffusion-seed0"], recorder.Trained);
        Assert.All(result.Rows, row => Assert.Equal(3, row.Figures.Single(f => f.Name == "fid_random").Text.Split(' ').Length)); // with an interval over draws
        Assert.Contains("in the place of which fid_random", result.Claims[0].Sentence);
    }

    private static double Figure(MeasuredRow row) => row.Figures.First(f => f.Name == "psnr").Value;

    private ReproductionOptions Options() => new() { Output = _folder["out"] };

    private Experiment Table(string id) => Experiment.Read(Write(id, """
        id: ID
        title: A title
        source: Table 0
        note: A note to readers.
        measures: [psnr, rate, rfid]
        curves: [loss/l1]
        rows: [{name: one, paper: {psnr: 20.5}}, {name: other, set: {loss.kl: 1e-3}}, {name: same}]
        claims:
          - {text: The other is better., row: other, against: one, metric: psnr}
          - {text: They are the same., row: same, against: one, metric: psnr, kind: alike, margin: 0.1}
          - {text: One is better., row: one, against: same, metric: psnr}
        quick: {base: RECIPE, images: 4, resolutions: [32, 16]}
        """.Replace("ID", id, StringComparison.Ordinal)));

    private string Write(string name, string yaml)
    {
        var recipe = _folder.Write("recipe.yaml", System.Text.Encoding.UTF8.GetBytes(TinyRecipe.Yaml));
        return _folder.Write($"{name}.yaml", System.Text.Encoding.UTF8.GetBytes(yaml.Replace("RECIPE", recipe, StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();
}

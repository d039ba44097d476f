using System.Globalization;
using LiteVae.Checkpoints;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Configuration;
using LiteVae.Evaluation;
using LiteVae.Evaluation.Candidates;
using LiteVae.Evaluation.Latents;
using LiteVae.Evaluation.Report;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using LiteVae.Pages;
using LiteVae.Runs.Report;
using LiteVae.Tests.Evaluation;
using static TorchSharp.torch;

namespace LiteVae.Tests;

/// <summary>What is written for others does not depend on the culture of the host.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_culture_of_these_tests_writes_commas() =>
        Assert.Equal(("-1,234.5", "\u22121.234,5"), CommaCulture.Both(() => (-1234.5).ToString("N1", CultureInfo.CurrentCulture)));

    [Fact]
    public void Reports_of_evaluations()
    {
        var latents = new LatentStatistics(4);
        manual_seed(1);
        latents.Add(randn(2, 4, 8, 8));
        ReconstructionResult Result(string name, int side, double shift) => new()
        {
            Name = name,
            Resolution = side,
            Metrics = new Dictionary<string, double> { ["psnr"] = 21.625 + shift, ["ssim"] = 0.8125, ["kid"] = -0.00123, ["kid_std"] = 0.0004, ["mmd_25"] = 1234.5 },
            Values = new Dictionary<string, IReadOnlyList<double>> { ["psnr"] = [20.5 + shift, 22.75 + 1.1 * shift, 21.9 + 0.8 * shift] },
            Indices = [0, 1, 2],
            ImagesPerSecond = 12.5,
            Latents = latents,
        };
        IReadOnlyList<EvaluationPass> passes = [.. new[] { 64, 128 }.Select(side =>
        {
            ReconstructionResult[] results = [Result("a", side, 0), Result("b", side, -1.5)];
            return EvaluationPass.Of(results);
        })];
        Check(() => EvaluationReport.Render(new EvaluationReportData
        {
            Passes = passes,
            Data = "procedural",
            Settings = [],
            PeakMemoryMiB = 1234.5,
            Written = DateTimeOffset.UnixEpoch,
        }));
    }

    [Fact]
    public void Figures_of_an_evaluation() => Check(() =>
    {
        var result = ReconstructionEvaluator.Evaluate([CodecCandidate.Baselines()[0]], PictureSource.Of(3, 32), new EvaluationOptions { Metrics = ["psnr", "ssim"], Resolution = 32 })[0];
        return string.Join('\n', result.Metrics.Select(m => EvaluationText.Figure(result, m.Key)));
    });

    [Fact]
    public void Charts_and_numbers_of_pages()
    {
        HistoryPoint[] points = [.. Enumerable.Range(1, 300).Select(i => new HistoryPoint(i, 4 * i, -0.5 + 1.0 / i))];
        Check(() => LineChart.Draw(new("a", "dB"), [new("", "s0", points, IsNoisy: true)], [(0, "64 px"), (150, "128 px")], 300).Html);
        Check(() => string.Join(' ', new[] { -0.000123, 0, 0.0412, 12.53, 12_530, 83_600_000 }.Select(PageNumbers.Short)));
        Check(() => $"{PageNumbers.Whole(-1_234_567)} {PageNumbers.Memory(1536.5)} {PageNumbers.Duration(TimeSpan.FromSeconds(12.44))}");
        Check(() => Markup.Of($"{-0.5:0.00} {-3} {DateTimeOffset.UnixEpoch:yyyy-MM-dd HH:mm}").Html);
    }

    [Fact]
    public void Configs_as_yaml_and_json()
    {
        Check(() => ConfigYaml.Write(ConfigWriter.ToNode(new LossConfig { L1 = 0.125, Kl = 1e-7 })));
        Check(() => ConfigDocument.ToJson(ConfigWriter.ToNode(new LossConfig { L1 = 0.125, Kl = 1e-7 })));
        Check(() => $"{ConfigBinder.Bind<LossConfig>(ConfigDocument.Parse("{l1: 0.5, kl: -1.5e-3}", "test"), "test")}", expectFailure: true);
        Check(() => $"{ConfigBinder.Bind<AdversarialConfig>(ConfigDocument.Parse("{weight: -0.5, betas: [0.5, 1.5], learning_rate: -0.1, cutmix: {probability: 1.5, consistency: -0.5}, r1: {gamma: -0.25}}", "test"), "test")}", expectFailure: true);
        Assert.Equal((0.125, 0.125), CommaCulture.Both(() => ConfigBinder.Bind<LossConfig>(ConfigDocument.Parse("l1: 0.125", "test"), "test").L1));
    }

    [Fact]
    public void Metadata_of_model_files() => Check(() =>
    {
        var path = _folder["model.safetensors"];
        using (var model = TinyModel.Create(1))
            ModelFile.Save(path, model, new LatentScale([-0.5, 0.25, 1e-9, 1234.5], [0.5, 1.5, 2.5, 3.5]));
        using var file = SafetensorsFile.Open(path);
        return string.Join('\n', file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal));
    });

    private static void Check(Func<string> write, bool expectFailure = false)
    {
        var (invariant, commas) = CommaCulture.Both(expectFailure ? () => Assert.Throws<ConfigException>(write).Message : write);
        Assert.Equal(invariant, commas);
        Assert.Matches("[0-9]", invariant);
    }
}

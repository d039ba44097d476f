namespace LiteVae.Soak.Kills;

/// <summary>A work that can be gone on with after it was killed.</summary>
/// <param name="Folder">Where it writes.</param>
/// <param name="Arguments">The command line that begins it, or goes on with it.</param>
/// <param name="Progress">A number that grows as it proceeds.</param>
/// <param name="MaxDelayMilliseconds">The longest time from the first progress of a start to its kill.</param>
internal sealed record Work(string Folder, Func<string[]> Arguments, Func<long> Progress, int MaxDelayMilliseconds)
{
    /// <summary>The recipe of a first stage that takes a second or two.</summary>
    public const string FirstStage = """
        model: {preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}
        data: {path: procedural, holdout: 2}
        train: {phases: [{resolution: 32, steps: 30, batch_size: 2}], checkpoint_every: 10, log_every: 1, sample_every: 1000}
        """;

    // Few channels, few pixels: a run that takes seconds.
    private static readonly string[] Tiny =
    [
        "--set", "model={preset: litevae-s-mini, latent_channels: 4, decoder: {channels: 16, multipliers: [1, 1, 1, 1]}}",
        "--set", "train.checkpoint_every=10", "--set", "train.log_every=1", "--set", "train.sample_every=1000", "--set", "data.holdout=2", "--threads", "1",
    ];

    private static readonly string[] TinyDenoiser =
    [
        "--set", "denoiser={type: unet, model_channels: 32, multipliers: [1, 2], res_blocks: 1, attention_factors: [2]}",
        "--set", "data.resolution=32", "--set", "data.count=40", "--set", "train.batch_size=4", "--set", "train.checkpoint_every=10", "--set", "train.log_every=1",
        "--set", "train.sample_every=1000", "--set", "samples.count=2", "--set", "samples.steps=3", "--set", "samples.evaluated=0", "--threads", "1",
    ];

    private static readonly string[] Game =
    [
        "--set", "loss.adversarial={discriminator: {type: unet, channels: 4}, start: 5, ramp: 5, cutmix: {probability: 0.5, ramp: 10}, r1: {gamma: 1, interval: 4}}",
    ];

    /// <summary>A training on procedural images.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="steps">Its steps; every one is logged.</param>
    /// <param name="adversary">Whether a discriminator learns too.</param>
    public static Work Training(string folder, int steps, bool adversary) => new(
        folder,
        () => File.Exists(Path.Combine(folder, "config.yaml"))
            ? ["train", "--resume", folder, "--threads", "1"]
            : ["train", "--output", folder, "--set", $"train.phases=[{{resolution: 32, steps: {steps}, batch_size: 2}}]", .. Tiny, .. adversary ? Game : []],
        () => Length(Path.Combine(folder, "metrics.jsonl")),
        MaxDelayMilliseconds: 1500);

    /// <summary>The training of a diffusion model on procedural images, from the training of its first stage on.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="firstStageRecipe">A recipe of an autoencoder, a file.</param>
    /// <param name="steps">The denoiser's steps; every one is logged.</param>
    public static Work Diffusion(string folder, string firstStageRecipe, int steps) => new(
        folder,
        () => File.Exists(Path.Combine(folder, "config.yaml"))
            ? ["diffusion", "train", "--resume", folder, "--threads", "1"]
            : ["diffusion", "train", "--output", folder, "--set", $"first_stage.recipe={firstStageRecipe}", "--set", $"train.steps={steps}", .. TinyDenoiser],
        () => Length(Path.Combine(folder, "metrics.jsonl")) + Length(Path.Combine(folder, "first-stage", "metrics.jsonl"))
            + (Directory.Exists(Path.Combine(folder, "latents")) ? Directory.GetFiles(Path.Combine(folder, "latents")).Length : 0),
        MaxDelayMilliseconds: 1500);

    /// <summary>Encoding of a folder of images into shards.</summary>
    public static Work Encoding(string folder, string model, string images) => new(
        folder,
        () => ["encode", images, "--model", model, "--output", folder, "--shards", "--shard-size", "3", "--threads", "1"],
        () => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors").Length : 0,
        MaxDelayMilliseconds: 30);

    /// <summary>Checks that a killed work left what an uninterrupted one did.</summary>
    /// <param name="expected">The folder of the uninterrupted one.</param>
    /// <returns>What differs; empty where all is well.</returns>
    public IReadOnlyList<string> Differences(string expected)
    {
        var problems = new List<string>();
        var files = new DirectoryInfo(expected).GetFiles("*.safetensors").Select(f => f.Name).ToArray();
        problems.AddRange(files.Where(f => !Same(Path.Combine(expected, f), Path.Combine(Folder, f))).Select(f => $"{f} differs"));
        problems.AddRange(Directory.EnumerateFiles(Folder, "*.tmp", SearchOption.AllDirectories).Select(f => $"{f} was left"));
        var (steps, wanted) = (Steps(Folder), Steps(expected));
        if (!steps.SequenceEqual(wanted))
            problems.Add($"metrics.jsonl tells steps {string.Join(' ', wanted.Except(steps).Take(5).Select(s => $"without {s}"))}{(steps.Length > wanted.Length ? "more than once" : "")}");
        return problems;
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    private static bool Same(string a, string b) => File.Exists(b) && File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));

    private static long[] Steps(string folder)
    {
        var path = Path.Combine(folder, "metrics.jsonl");
        return !File.Exists(path) ? [] : [.. File.ReadLines(path)
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("loss/total", out _))
            .Select(line => line.GetProperty("step").GetInt64())];
    }
}

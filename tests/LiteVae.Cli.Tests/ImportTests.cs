using LiteVae.Codec;
using LiteVae.Codec.Diffusion.Denoisers;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Cli.Tests;

public sealed class ImportTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static string Published { get; } = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "diffusers_vae_tiny");

    [Fact]
    public void Scaled_latents_are_those_of_a_pipeline_and_decode_to_the_same_picture()
    {
        const float Factor = 0.18215f; // of the folder's config.json
        var picture = workspace.Picture("scaled.png", 32, 24);
        var (raw, scaled) = (workspace.At("raw.safetensors"), workspace.At("normalized.safetensors"));
        Assert.Equal("raw", (string?)Tool.Run("encode", picture, "--model", Published, "--output", raw, "--json").Expect(0).Json["latents"]);
        Assert.Equal("normalized", (string?)Tool.Run("encode", picture, "--model", Published, "--output", scaled, "--scaled", "--json").Expect(0).Json["latents"]);
        using (var a = LatentsFile.Open(raw))
        using (var b = LatentsFile.Open(scaled))
        {
            var (first, second) = (a.Read(a.Entries[0], 2), b.Read(b.Entries[0], 2));
            Assert.All(first.Mean.Zip(second.Mean), pair => Assert.Equal(pair.First * Factor, pair.Second, 1e-5f));
            Assert.All(first.LogVariance.Zip(second.LogVariance), pair => Assert.Equal(pair.First + 2 * MathF.Log(Factor), pair.Second, 1e-4f));
        }
        foreach (var latents in new[] { raw, scaled })
            Tool.Run("decode", latents, "--model", Published, "--output", $"{latents}-pictures").Expect(0);
        var pixels = new[] { raw, scaled }.Select(latents => LiteVae.Data.ImageFile.Load(Path.Combine($"{latents}-pictures", "scaled.png")).Pixels).ToArray();
        Assert.All(pixels[0].Zip(pixels[1]), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void Scaling_without_statistics_and_of_shards_is_refused()
    {
        var output = workspace.At("never.safetensors");
        Tool.Run("encode", workspace.Picture("p.png", 32, 24), "--model", workspace.Model, "--output", output, "--scaled").Expect(ExitCode.WrongUse).Says("latent_mean", "--save-stats");
        Tool.Run("encode", workspace.Folder("f"), "--model", workspace.Model, "--output", output, "--scaled", "--shards").Expect(ExitCode.WrongUse).Says("raw latents");
        Assert.False(Path.Exists(output));
    }

    [Fact]
    public void A_folder_of_diffusers_becomes_a_model_file()
    {
        var output = workspace.At("imported.safetensors");
        var outcome = Tool.Run("import", Published, "--output", output).Expect(0);
        Assert.Contains("diffusers' names", outcome.Results);
        Assert.Contains("deviation 5.48998", outcome.Results);
        Assert.Contains($"{output}: written", outcome.Results);
        var inspected = Tool.Run("inspect", "--model", output, "--json", "--resolution", "32").Expect(0).Json;
        Assert.Equal(2, (int)inspected["downsampling_factor"]!);
    }

    [Fact]
    public void What_is_recognized_is_one_json_object()
    {
        var source = Path.Combine(Published, "compvis.safetensors");
        var json = Tool.Run("import", source, "--output", workspace.At("compvis-imported.safetensors"), "--json").Expect(0).Json;
        Assert.Equal("compvis", (string)json["form"]!);
        Assert.Equal("first_stage_model.", (string)json["prefix"]!);
        Assert.Equal(1, (int)json["left_alone"]!);
        Assert.Equal(["float32"], json["types"]!.AsArray().Select(t => (string)t!));
        Assert.Null(json["latent_mean"]);
        Assert.Null(json["config_from"]);
        Assert.True((bool)json["config"]!["use_1x1_conv"]!);
        var given = Tool.Run("import", source, "--config", Path.Combine(Published, "config.json"), "--check", "--json").Expect(0).Json;
        Assert.Equal(4, given["latent_std"]!.AsArray().Count);
    }

    [Fact]
    public void A_check_writes_nothing()
    {
        var output = workspace.At("never.safetensors");
        var json = Tool.Run("import", Published, "--output", output, "--check", "--json").Expect(0).Json;
        Assert.Null(json["output"]);
        Assert.Contains("nothing was written", Tool.Run("import", Published, "--check").Expect(0).Results);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void Verbs_take_a_published_model_as_it_is()
    {
        var picture = workspace.Picture("published.png", 24, 16);
        var imported = workspace.At("for-verbs.safetensors");
        Tool.Run("import", Published, "--output", imported).Expect(0);
        foreach (var (model, name) in new[] { (Published, "a"), (Path.Combine(Published, "diffusion_pytorch_model.older_names.safetensors"), "b"), (imported, "c") })
        {
            Tool.Run("reconstruct", picture, "--model", model, "--output", workspace.At(name)).Expect(0);
            Tool.Run("encode", picture, "--model", model, "--output", workspace.At($"{name}.safetensors")).Expect(0);
            Tool.Run("decode", workspace.At($"{name}.safetensors"), "--model", model, "--output", workspace.At($"{name}-decoded")).Expect(0);
        }
        byte[] Reconstruction(string name) =>
            [.. Directory.GetFiles(workspace.At(name), "*.png").Append(Directory.GetFiles(workspace.At($"{name}-decoded")).Single()).Order().SelectMany(File.ReadAllBytes)];
        Assert.Equal(Reconstruction("c"), Reconstruction("a"));
        Assert.Equal(Reconstruction("c"), Reconstruction("b"));
        Tool.Run("inspect", "--model", Published, "--image", picture, "--resolution", "16", "--json").Expect(0);
    }

    [Fact]
    public void Exported_models_come_back_with_the_same_tensors()
    {
        var model = workspace.At("to-export.safetensors");
        Tool.Run("import", Published, "--output", model).Expect(0);
        foreach (var (format, output) in new[] { ("diffusers", workspace.At("exported")), ("compvis", workspace.At("exported.safetensors")) })
        {
            var json = Tool.Run("export", model, "--format", format, "--output", output, "--json").Expect(0).Json;
            Assert.Equal(format, (string)json["format"]!);
            Assert.All(json["files"]!.AsArray(), f => Assert.Equal(new FileInfo((string)f!["path"]!).Length, (long)f["bytes"]!));
            var back = workspace.At($"back-from-{format}.safetensors");
            Tool.Run("import", output, "--output", back).Expect(0);
            Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(back));
        }
    }

    [Fact]
    public void What_cannot_be_exported_is_told()
    {
        var output = workspace.At("no-export");
        foreach (var format in new[] { "diffusers", "compvis" })
            Tool.Run("export", workspace.Model, "--format", format, "--output", output).Expect(ExitCode.WrongUse).Says("LiteVAE encoder", "onnx");
        Assert.False(Path.Exists(output));
        Tool.Run("export", workspace.Model, "--format", "diffusers", "--output", output, "--precision", "fp16").Expect(ExitCode.WrongUse).Says("--precision");
    }

    [Fact]
    public void What_cannot_be_imported_is_told()
    {
        var output = workspace.At("no-import.safetensors");
        Tool.Run("import", workspace.Model, "--output", output).Expect(ExitCode.Failed).Says("LiteVae model already");
        Tool.Run("import", workspace.At("absent"), "--output", output).Expect(ExitCode.Failed).Says("absent");
        var config = workspace.Text("video/config.json", "{\"_class_name\": \"AutoencoderKLTemporalDecoder\"}");
        Tool.Run("import", Path.Combine(Published, "compvis.safetensors"), "--config", config, "--output", output).Expect(ExitCode.Failed).Says(config, "video");
        Tool.Run("import", workspace.Truncated("cut.safetensors", Path.Combine(Published, "compvis.safetensors")), "--output", output).Expect(ExitCode.Failed).Says("cut.safetensors");
        Assert.False(File.Exists(output));
    }

    [Theory]
    [InlineData("import", "m")]
    [InlineData("import", "m", "--check", "--latent", "4x32x32")]
    [InlineData("import", "m", "--check", "--denoiser", "ldm-faces", "--latent", "4x32")]
    [InlineData("import", "m", "--check", "--denoiser", "ldm-faces", "--config", "c")]
    [InlineData("import", "m", "--check", "--set", "schedule.steps=5")]
    [InlineData("import", "m", "--check", "--denoiser", "ldm-none")]
    public void Wrong_use_is_told(params string[] args) => Tool.Run(args).Expect(ExitCode.WrongUse);

    [Theory]
    [InlineData("ldm_unet_tiny", "", "4x8x8", 0, "denoiser.model_channels=32", "denoiser.multipliers=[1,2]", "denoiser.attention_factors=[2]", "denoiser.head_channels=16")]
    [InlineData("ldm_unet_tiny", "model.diffusion_model.", "4x8x8", 0, "denoiser.model_channels=32", "denoiser.multipliers=[1,2]", "denoiser.attention_factors=[2]", "denoiser.head_channels=16")]
    [InlineData("ldm_unet_tiny_class", "model.diffusion_model.", "3x8x8", 4, "denoiser.model_channels=32", "denoiser.multipliers=[1,2,2]", "denoiser.attention_factors=[1,2]",
        "denoiser.res_blocks=1", "denoiser.head_channels=null", "denoiser.heads=4", "denoiser.scale_shift_norm=true", "denoiser.res_block_resampling=true", "denoiser.labels=5")]
    public void A_released_unet_becomes_a_diffusion_model(string golden, string prefix, string latent, int classes, params string[] settings)
    {
        using var published = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", $"{golden}.safetensors"));
        const string weight = "weight.";
        var (source, output) = (workspace.At($"{golden}{prefix}-source.safetensors"), workspace.At($"{golden}{prefix}.safetensors"));
        SafetensorsFile.Write(source, published.Tensors.Keys.Where(k => k.StartsWith(weight, StringComparison.Ordinal)).Select(k => Copy(published, k, prefix + k[weight.Length..])));
        string[] given = [.. settings.Append("schedule.beta_end=0.0155").SelectMany(s => new[] { "--set", s })];
        var json = Tool.Run(["import", source, "--denoiser", "ldm-faces", "--latent", latent, "--output", output, "--json", .. given]).Expect(0).Json;
        Assert.Equal(prefix, (string)json["prefix"]!);
        Assert.False((bool)json["averaged"]!);

        using var file = SafetensorsFile.Open(output);
        var header = DiffusionHeader.Read(file);
        Assert.Equal(0.0155, header.Config.Schedule.BetaEnd);
        Assert.Equal(classes, header.Config.Classes.Count);
        Assert.All(header.Scale.StandardDeviation, d => Assert.Equal(1, d));
        using var network = DenoiserNetwork.Create(header.Config.Denoiser, file);
        var (input, expected) = (Values(published, "input"), Values(published, "output"));
        var shape = published.Tensors["input"].Shape;
        int[] labels = published.Tensors.ContainsKey("classes") ? Integers(published, "classes") : [];
        var prediction = new double[input.Length];
        network.Predict([.. input.Select(v => (double)v)], (int)shape[2], (int)shape[3], [.. Integers(published, "timesteps").Select(v => (double)v)], labels, prediction);
        var scale = expected.Max(Math.Abs);
        Assert.All(prediction.Zip(expected), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-4 * scale));
    }

    [Fact]
    public void The_average_of_the_weights_is_taken_unless_it_is_not_wanted()
    {
        using var published = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "ldm_unet_tiny.safetensors"));
        const string weight = "weight.";
        string[] names = [.. published.Tensors.Keys.Where(k => k.StartsWith(weight, StringComparison.Ordinal)).Select(k => k[weight.Length..])];
        var source = workspace.At("averaged-source.safetensors");
        SafetensorsFile.Write(source, names.SelectMany(n => new[]
        {
            Copy(published, weight + n, "model.diffusion_model." + n),
            Copy(published, weight + n, "model_ema.diffusion_model" + n.Replace(".", "", StringComparison.Ordinal), plus: 1),
        }));
        string[] settings = ["--set", "denoiser.model_channels=32", "--set", "denoiser.multipliers=[1,2]", "--set", "denoiser.attention_factors=[2]", "--set", "denoiser.head_channels=16"];
        foreach (var raw in new[] { false, true })
        {
            var output = workspace.At($"averaged-{raw}.safetensors");
            string[] flag = raw ? ["--raw"] : [];
            var json = Tool.Run(["import", source, "--denoiser", "ldm-faces", "--output", output, "--json", .. settings, .. flag]).Expect(0).Json;
            Assert.Equal(!raw, (bool)json["averaged"]!);
            using var file = SafetensorsFile.Open(output);
            Assert.Equal(Values(published, weight + "out.2.bias").Select(v => raw ? v : v + 1), Values(file, "out.2.bias"));
        }
    }

    [Fact]
    public void The_first_stage_tells_the_scale_of_a_denoisers_latents()
    {
        var source = workspace.At("for-scale.safetensors");
        using (var published = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "ldm_unet_tiny.safetensors")))
            SafetensorsFile.Write(source, published.Tensors.Keys.Where(k => k.StartsWith("weight.", StringComparison.Ordinal)).Select(k => Copy(published, k, k[7..])));
        var output = workspace.At("scaled.safetensors");
        string[] settings = ["--set", "denoiser.model_channels=32", "--set", "denoiser.multipliers=[1,2]", "--set", "denoiser.attention_factors=[2]", "--set", "denoiser.head_channels=16"];
        Tool.Run(["import", source, "--denoiser", "ldm-faces", "--first-stage", Published, "--latent", "4x16x16", "--output", output, .. settings]).Expect(0);
        using var file = SafetensorsFile.Open(output);
        var header = DiffusionHeader.Read(file);
        Assert.All(header.Scale.StandardDeviation, d => Assert.Equal(1 / 0.18215, d));
        Assert.Equal([4, 16, 16], header.Config.LatentShape);
        Assert.Equal(64, header.Config.FirstStage.Length);
        Tool.Run(["import", source, "--denoiser", "ldm-faces", "--first-stage", Published, "--latent", "3x16x16", "--check", .. settings]).Expect(ExitCode.WrongUse).Says("4 channels");
        Tool.Run(["import", source, "--denoiser", "ldm-faces", "--check"]).Expect(ExitCode.Failed).Says("does not fit");
        Tool.Run("import", Published + "/compvis.safetensors", "--denoiser", "ldm-faces", "--check").Expect(ExitCode.Failed);
    }

    private static int[] Integers(SafetensorsFile file, string name)
    {
        var entry = file.Entries[name];
        Assert.Equal(TensorType.Int64, entry.Type);
        using var stream = File.OpenRead(file.Path);
        stream.Position = entry.Offset;
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return [.. Enumerable.Range(0, (int)entry.Count).Select(i => (int)BitConverter.ToInt64(bytes, 8 * i))];
    }

    private static float[] Values(SafetensorsFile file, string name)
    {
        var values = new float[file.Tensors[name].Count];
        file.Read(name, values);
        return values;
    }

    private static StoredTensor Copy(SafetensorsFile file, string name, string written, float plus = 0) =>
        StoredTensor.Of(written, file.Tensors[name].Shape, Values(file, name).Select(v => v + plus).ToArray());
}

using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;
using LiteVae.Tests;

namespace LiteVae.Codec.Tests.Interchange;

/// <summary>An autoencoder that diffusers computed, in the three forms in which such models are published.</summary>
public sealed class GoldenAutoencoderTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden", "diffusers_vae_tiny");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Forms => new()
    {
        { "", "" },
        { "diffusion_pytorch_model.safetensors", "config.json" },
        { "diffusion_pytorch_model.older_names.safetensors", "config.json" },
        { "compvis.safetensors", "" },
        { "compvis.safetensors", "config.json" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_gives_the_published_results(string file, string config)
    {
        using var model = Open(file, config);
        using var codec = LatentCodec.Create(model.Header.Config, model);
        using var expected = SafetensorsFile.Open(Path.Combine(Fixtures, "expected.safetensors"));
        var (input, means, logVariances, reconstructions) = (Read(expected, "input"), Read(expected, "mean"), Read(expected, "logvar"), Read(expected, "reconstruction_of_mean"));
        var shape = expected.Tensors["input"].Shape;
        var (images, height, width) = ((int)shape[0], (int)shape[2], (int)shape[3]);
        for (var i = 0; i < images; i++)
        {
            var latents = codec.Encode(Part(input, i, images), width, height);
            AssertClose(Part(means, i, images), latents.Mean);
            AssertClose(Part(logVariances, i, images), latents.LogVariance);
            var picture = new float[3 * height * width];
            codec.Decode(latents, picture);
            AssertClose(Part(reconstructions, i, images), picture);
        }
    }

    [Fact]
    public void All_forms_become_the_same_tensors()
    {
        var contents = Forms.Select((form, i) =>
        {
            using var model = Open(form.Data.Item1, form.Data.Item2);
            model.Save(_folder[$"{i}.safetensors"]);
            return PublishedModels.Content(_folder[$"{i}.safetensors"]);
        }).ToArray();
        Assert.All(contents, content => Assert.Equal(contents[0].OrderBy(c => c.Key), content.OrderBy(c => c.Key)));
    }

    [Fact]
    public void What_was_recognized_is_told()
    {
        using var folder = Open("", "");
        Assert.Equal((ModelForm.Diffusers, "", 0), (folder.Form, folder.Prefix, folder.LeftAlone));
        Assert.Equal(Path.Combine(Fixtures, "config.json"), folder.ConfigPath);
        Assert.All(folder.Header.Scale!.StandardDeviation, d => Assert.Equal(1 / 0.18215, d));
        Assert.All(folder.Header.Scale.Mean, m => Assert.Equal(0, m));
        using var compvis = Open("compvis.safetensors", "");
        Assert.Equal((ModelForm.CompVis, "first_stage_model.", 1), (compvis.Form, compvis.Prefix, compvis.LeftAlone));
        Assert.Null(compvis.ConfigPath);
        Assert.Null(compvis.Header.Scale);
        Assert.Equal(folder.Header.Config.ToJson(), compvis.Header.Config.ToJson());
    }

    [Fact]
    public void A_codec_loads_every_form_and_the_imported_file_alike()
    {
        using var model = Open("", "");
        model.Save(_folder["imported.safetensors"]);
        var picture = TestPictures.Noise(21, 17);
        using var imported = LatentCodec.Load(_folder["imported.safetensors"]);
        var expected = imported.Encode(picture);
        Assert.Equal(model.Header.Scale!.StandardDeviation, imported.Scale!.StandardDeviation);
        foreach (var form in Forms)
        {
            using var codec = LatentCodec.Load(Path.Combine(Fixtures, form.Data.Item1));
            TestPictures.AssertClose(expected, codec.Encode(picture), 0);
        }
    }

    private static ModelSource Open(string file, string config) =>
        ModelSource.Open(file.Length == 0 ? Fixtures : Path.Combine(Fixtures, file), config.Length == 0 ? null : Path.Combine(Fixtures, config));

    private static float[] Read(SafetensorsFile file, string name)
    {
        var values = new float[file.Tensors[name].Count];
        file.Read(name, values);
        return values;
    }

    private static float[] Part(float[] values, int index, int count) => values.AsSpan(index * (values.Length / count), values.Length / count).ToArray();

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (scale, error) = (0.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
            (scale, error) = (Math.Max(scale, Math.Abs(expected[i])), Math.Max(error, Math.Abs(expected[i] - actual[i])));
        Assert.True(error < Tolerance * scale, $"relative error {error / scale:E2}");
    }
}

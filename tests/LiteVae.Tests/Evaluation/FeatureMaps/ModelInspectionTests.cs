using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec;
using LiteVae.Codec.Inspection;
using LiteVae.Pictures;
using LiteVae.Tests.Autoencoders;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.FeatureMaps;

/// <summary>What the codec sees in a model, beside what hooks see in the modules.</summary>
public sealed class ModelInspectionTests
{
    private const double Tolerance = 1e-4; // of the largest magnitude; both are float32
    private readonly RgbImage _picture = PictureSource.Of(1, 37).TryLoad(0, default)!;

    [Theory]
    [InlineData("litevae", "decoder.up.0.block.1")]
    [InlineData("smc decoder", "decoder.up.0.block.1")]
    [InlineData("sd f16", "decoder.up.0.block.1")]
    public void Latent_reconstruction_and_maps_are_those_of_the_modules(string variant, string lastBlock)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var inside = Inspect(model);
        var latent = model.Encode(Padded(model)).Mean;
        AssertClose(latent[0], inside.Latent);
        AssertClose(SizePadding.Crop(model.Decode(latent), 37, 37)[0], inside.Reconstruction);
        Tensor? maps = null;
        using (new ModuleWatch(model, (name, _, _, y) => maps = name == lastBlock ? y.clone().DetachFromDisposeScope() : maps))
            model.Decode(latent);
        AssertClose(maps![0], inside.FeatureMaps);
        maps!.Dispose();
        Assert.Equal(inside.FeatureMaps.Channels, inside.Balance.Ratios.Count);
        using var reconstruction = tensor(inside.Reconstruction.Values.ToArray(), [1, 3, 37, 37]);
        Assert.Equal(ImageTensors.ToImages(reconstruction)[0].Pixels, inside.ToPicture().Pixels.ToArray());
    }

    [Theory]
    [InlineData("litevae", 1, 2, 3)]
    [InlineData("nafnet", 1, 2, 3)]
    [InlineData("one extractor", 1, 2, 3)]
    [InlineData("last two levels", 2, 3)]
    [InlineData("sd f16")]
    public void Extracted_features_are_those_of_the_modules_at_each_level(string variant, params int[] levels)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var expected = new List<Tensor>();
        using (new ModuleWatch(model, (name, _, _, y) =>
        {
            if (name.StartsWith("encoder.feature_extractor", StringComparison.Ordinal) && name.Count(c => c == '.') == 1)
                expected.Add(y.clone().DetachFromDisposeScope());
        }))
            model.Encode(Padded(model));
        var extracted = Inspect(model).Extracted;
        Assert.Equal(levels, extracted.Select(e => e.Level));
        foreach (var (maps, level) in expected.Zip(extracted))
            AssertClose(maps[0], level.Maps);
        Assert.Equal(levels.Length, expected.Count);
        expected.ForEach(maps => maps.Dispose());
    }

    [Theory]
    [InlineData("litevae")]
    [InlineData("smc decoder")]
    [InlineData("1x1 convolutions")]
    [InlineData("vit")]
    [InlineData("dwt")]
    public void Peaks_are_the_largest_magnitudes_that_modules_give(string variant)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var peaks = Inspect(model).Peaks;
        var seen = new Dictionary<string, double>();
        using (new ModuleWatch(model, (name, _, _, y) => seen[name] = Math.Max(seen.GetValueOrDefault(name), y.abs().max().item<float>())))
            model.Decode(model.Encode(Padded(model)).Mean);
        // Layers whose activation or sum belongs to what is stored differ; these store just what the modules give.
        string[] same = ["encoder.feature_extractor_L1.in_layer", "encoder.feature_aggregator.in_layer", "decoder.conv_in", "decoder.mid.block_1", "decoder.mid.block_2",
            "decoder.up.0.block.0", "decoder.up.0.block.1", "decoder.conv_out", "quant_conv", "post_quant_conv"];
        var compared = same.Where(seen.ContainsKey).ToArray();
        Assert.True(compared.Length >= 6, string.Join(' ', seen.Keys));
        foreach (var name in compared)
        {
            var parts = seen.Where(s => s.Key == name || IsStoredPart(s.Key, name)).Max(s => s.Value);
            Assert.True(Math.Abs(peaks.Within(name)!.Value - parts) < Tolerance * parts, $"{name}: {peaks.Within(name)} and {parts}");
        }
    }

    // Of a block's parts the first convolution is stored as it is; the second together with the residual sum.
    private static bool IsStoredPart(string part, string block) => part == $"{block}.conv1" || part == $"{block}.nin_shortcut";

    private ModelInspection Inspect(Autoencoder model)
    {
        using var tensors = new ModuleTensors(model);
        using var codec = LatentCodec.Create(model.Config, tensors);
        return codec.Inspect(_picture.AsPicture());
    }

    private Tensor Padded(Autoencoder model) => SizePadding.Pad(ImageTensors.ToTensor(_picture), model.DownsamplingFactor);

    private static Autoencoder Create(string variant)
    {
        manual_seed(3);
        var model = new Autoencoder(ArchitectureVariants.All[variant]);
        model.eval();
        return model;
    }

    private static void AssertClose(Tensor expected, ChannelPlanes actual)
    {
        Assert.Equal(expected.shape, new long[] { actual.Channels, actual.Height, actual.Width });
        var values = expected.contiguous().data<float>().ToArray();
        var largest = values.Max(Math.Abs);
        Assert.All(values.Zip(actual.Values.ToArray()), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Tolerance * largest));
    }
}

using LiteVae.Autoencoders;
using LiteVae.Checkpoints;
using LiteVae.Codec.Models;
using LiteVae.Onnx;
using LiteVae.Onnx.Checks;
using LiteVae.Onnx.Format;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Tests.Onnx;

/// <summary>Exported graphs, run by ONNX Runtime, against the modules that they were made of.</summary>
public sealed class OnnxExporterTests : IDisposable
{
    private const double Tolerance = 1e-4; // float32 sums in another order, after some dozen layers

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Variants => ArchitectureVariants.Names;

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Variants))]
    public void Agrees_with_the_modules_in_double_precision(string variant)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = Create(variant);
        var files = Export(model, new());
        Assert.All(files, f => Assert.InRange(f.Difference, 0, Tolerance));

        var (factor, channels) = (model.DownsamplingFactor, model.Config.LatentChannels);
        var images = rand(2, 3, 48, 32).Times(2).Minus(1);
        var latents = randn(2, channels, 48 / factor, 32 / factor);
        model.to(ScalarType.Float64); // in which no kernel of ours takes part
        using var posterior = model.Encode(images.to_type(ScalarType.Float64));
        var moments = Run(files[0], "image", images, "mean", "log_variance");
        AssertClose(posterior.Mean, moments[0]);
        AssertClose(posterior.LogVariance, moments[1]);
        AssertClose(model.Decode(latents.to_type(ScalarType.Float64)), Run(files[1], "latent", latents, "image")[0]);
    }

    [Theory]
    [InlineData("litevae")]
    [InlineData("nafnet")]
    [InlineData("vit")]
    [InlineData("sd")]
    [InlineData("smc decoder")]
    [InlineData("wavelet output")]
    [InlineData("dwt-2")]
    public void Half_precision_takes_half_the_room_and_gives_the_same_but_for_its_bits(string variant)
    {
        using var model = Create(variant);
        var single = Export(model, new(), "single");
        var half = Export(model, new() { Precision = OnnxPrecision.Float16 }, "half");
        Assert.All(half, f => Assert.InRange(f.Difference, 1e-5, 0.02));
        Assert.True(ConstantBytes(half[1]) < 0.55 * ConstantBytes(single[1]));
    }

    [Fact]
    public void Constants_of_a_large_model_lie_in_a_second_file_that_moves_with_the_first()
    {
        using var model = Create("litevae");
        var inside = Export(model, new(), "inside");
        var beside = Export(model, new() { MaxBytesInside = 1000 }, "beside");
        Assert.All(inside, f => Assert.Null(f.DataPath));
        Assert.Equal(["decoder.onnx", "decoder.onnx.data", "encoder.onnx", "encoder.onnx.data"], Directory.GetFileSystemEntries(_folder["beside"]).Select(Path.GetFileName).Order());
        Assert.True(ConstantBytes(beside[1]) < 0.2 * ConstantBytes(inside[1]), "small constants alone stay in the graph");
        Directory.Move(_folder["beside"], _folder["moved"]);
        var latents = randn(1, 3, 4, 4);
        var moved = beside[1] with { Path = Path.Combine(_folder["moved"], "decoder.onnx") };
        Assert.Equal(Run(inside[1], "latent", latents, "image")[0].data<float>().ToArray(), Run(moved, "latent", latents, "image")[0].data<float>().ToArray());
    }

    [Fact]
    public void What_differs_from_our_own_networks_is_not_written()
    {
        using var model = Create("litevae");
        var error = Assert.Throws<InvalidDataException>(() => Export(model, new() { MaxDifference = 1e-12 }));
        Assert.Matches(@"^encoder\.onnx: ONNX Runtime's result differs by \d\.\de-\d of the largest value .* at most 1\.0e-12 passes", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void What_float16_cannot_hold_is_not_written_and_an_older_file_stays()
    {
        using var model = Create("litevae");
        var older = _folder.Write("model/decoder.onnx", [1, 2, 3]);
        using (no_grad())
            model.get_parameter("decoder.conv_out.bias")!.Fill(70_000);
        var error = Assert.Throws<InvalidDataException>(() => Export(model, new() { Precision = OnnxPrecision.Float16, Parts = [OnnxPart.Decoder] }));
        Assert.Contains("float16 ends at 65504", error.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(older));
        Assert.Equal([older], Directory.GetFileSystemEntries(_folder["model"]));
        Export(model, new() { Parts = [OnnxPart.Decoder] });
        Assert.True(new FileInfo(older).Length > 1000);
    }

    [Fact]
    public void A_graph_says_what_the_model_file_says()
    {
        using var model = Create("litevae");
        var scale = new LatentScale([0.5, -1, 2], [1, 2, 0.25]);
        using var weights = new ModuleTensors(model);
        var path = _folder["decoder alone.onnx"];
        var file = Assert.Single(OnnxExporter.Export(new ModelHeader(model.Config, scale), weights, path, new() { Parts = [OnnxPart.Decoder] }));
        Assert.Equal(path, file.Path);
        Assert.Equal(new FileInfo(path).Length, file.Bytes);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        var metadata = graph.MetadataProps.ToDictionary(p => p.Key, p => p.Value);
        Assert.Equal("litevae", metadata["format"]);
        Assert.Equal(model.Config.ToJson(), AutoencoderConfig.FromJson(metadata["config"]).ToJson());
        Assert.Equal("0.5,-1,2", metadata["latent_mean"]);
        Assert.Equal("1,2,0.25", metadata["latent_std"]);
        Assert.Equal("decoder", metadata["part"]);
        Assert.Equal("8", metadata["downsampling_factor"]);
        Assert.Equal(["batch", "latent_height", "latent_width"], graph.Graph.Input[0].Type.TensorType.Shape.Dim.Select(d => d.DimParam).Where(n => n.Length > 0));
        Assert.Equal(3, graph.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue);
    }

    [Fact]
    public void Two_parts_do_not_fit_into_one_file()
    {
        using var model = Create("litevae");
        Assert.Contains("names one file", Assert.Throws<ArgumentException>(() => Export(model, new(), "both.onnx")).Message);
        Assert.Contains("[]", Assert.Throws<ArgumentException>(() => Export(model, new() { Parts = [] })).Message);
    }

    private static Autoencoder Create(string variant)
    {
        manual_seed(3);
        var model = new Autoencoder(ArchitectureVariants.All[variant]);
        model.eval();
        using var guard = no_grad();
        foreach (var parameter in model.parameters())
            parameter.AddInPlace(randn_like(parameter).Times(0.05)); // norms and scales are not all ones in trained models
        return model;
    }

    private IReadOnlyList<OnnxFile> Export(Autoencoder model, OnnxExportOptions options, string name = "model")
    {
        using var weights = new ModuleTensors(model);
        return OnnxExporter.Export(new ModelHeader(model.Config, null), weights, _folder[name], options);
    }

    private static long ConstantBytes(OnnxFile file) =>
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(file.Path)).Graph.Initializer.Sum(i => (long)i.RawData.Length);

    private static Tensor[] Run(OnnxFile file, string name, Tensor input, params string[] outputs)
    {
        using var session = new OnnxSession(file.Path);
        return [.. session.Run(name, [.. input.data<float>()], input.shape, outputs).Select(values => tensor(values))];
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.numel(), actual.numel());
        var error = (expected.flatten() - actual.to_type(ScalarType.Float64)).abs().max().ToNumber() / expected.abs().max().ToNumber();
        Assert.True(error < Tolerance, $"relative error {error:E2}");
    }
}

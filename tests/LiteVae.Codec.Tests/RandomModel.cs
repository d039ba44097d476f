using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Numerics;

namespace LiteVae.Codec.Tests;

/// <summary>A model in memory whose weights depend on their names and a seed alone, of such a size that activations neither vanish nor explode.</summary>
/// <param name="config">Of the autoencoder.</param>
/// <param name="seed">Another seed gives other weights.</param>
internal sealed class RandomModel(AutoencoderConfig config, ulong seed = 1) : ITensorSource
{
    public string Name => "random model";

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; } =
        AutoencoderNetworks.Shapes(config).ToDictionary(s => s.Key, s => new TensorInfo(TensorType.Float32, s.Value));

    public void Read(string name, Span<float> destination)
    {
        var shape = Tensors[name].Shape;
        var inputs = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        var (mean, range) = shape.Length > 1 ? (0f, MathF.Sqrt(3f / inputs)) : name.EndsWith("bias", StringComparison.Ordinal) ? (0f, 0.1f) : (1f, 0.3f);
        var random = new RandomStream(name.Aggregate(seed, (hash, letter) => RandomStream.Mix(hash, letter)));
        foreach (ref var value in destination)
            value = random.Between(mean - range, mean + range);
    }

    /// <summary>A codec over such a model.</summary>
    public static LatentCodec Codec(AutoencoderConfig config, LatentCodecOptions? options = null, LatentScale? scale = null) =>
        LatentCodec.Create(config, new RandomModel(config), options, scale);

    /// <summary>The model's tensors, to be written into a file.</summary>
    public IEnumerable<StoredTensor> Stored() => Tensors.Select(tensor =>
    {
        var values = new float[tensor.Value.Count];
        Read(tensor.Key, values);
        return StoredTensor.Of(tensor.Key, tensor.Value.Shape, values);
    });
}

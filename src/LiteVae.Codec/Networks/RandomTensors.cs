using LiteVae.Codec.Models.Files;

namespace LiteVae.Codec.Networks;

/// <summary>Random weights, for measuring speed: such that layers keep about the size of their inputs.</summary>
/// <param name="shapes">The shape of each, outputs first, by name.</param>
internal sealed class RandomTensors(IReadOnlyDictionary<string, long[]> shapes) : ITensorSource
{
    public string Name => "random weights";

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; } = shapes.ToDictionary(s => s.Key, s => new TensorInfo(TensorType.Float32, s.Value));

    public void Read(string name, Span<float> destination)
    {
        var random = new Random(1);
        var bound = MathF.Sqrt(3f * shapes[name][0] / destination.Length); // of a uniform distribution of variance one over the inputs
        foreach (ref var value in destination)
            value = bound * (2 * random.NextSingle() - 1);
    }
}

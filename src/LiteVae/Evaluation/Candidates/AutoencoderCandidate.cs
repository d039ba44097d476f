using LiteVae.Codec.Numerics;
using LiteVae.Inference;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Candidates;

/// <summary>A model under evaluation, as its users run it: prepared for inference. The codec is its owner's.</summary>
/// <param name="name">What results call it.</param>
/// <param name="codec">The model, with the weights it had when the codec was made, in the codec's precision.</param>
/// <param name="decodeSamples">Whether a sample of the posterior is decoded; otherwise its mean is.</param>
/// <param name="seed">The seed of the posterior samples.</param>
public sealed class AutoencoderCandidate(string name, LiteVaeCodec codec, bool decodeSamples = false, ulong seed = 0) : ICandidate
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The model, ready for use.</summary>
    public LiteVaeCodec Codec => codec;

    /// <summary>Whether a sample of the posterior is decoded; otherwise its mean is.</summary>
    public bool DecodesSamples => decodeSamples;

    /// <inheritdoc/>
    public int Factor => codec.DownsamplingFactor;

    /// <inheritdoc/>
    public Reconstruction Reconstruct(Tensor images, IReadOnlyList<long> indices)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(indices);
        try
        {
            return Compute(images, indices);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e); // which of several models it was
        }
    }

    private Reconstruction Compute(Tensor images, IReadOnlyList<long> indices)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var posterior = codec.Encode(images);
        var sample = posterior.Sample(Noise(posterior.Mean, indices));
        var decoded = codec.Decode(decodeSamples ? sample : posterior.Mean);
        return new Reconstruction(decoded.MoveToOuterDisposeScope(), posterior.MoveToOuterDisposeScope(), sample.MoveToOuterDisposeScope());
    }

    // Noise of its own for each image: the same for every model with latents of that shape, and however batches are cut.
    private Tensor Noise(Tensor mean, IReadOnlyList<long> indices)
    {
        var shape = mean.shape[1..];
        return stack([.. indices.Select(index =>
        {
            using var generator = new Generator(RandomStream.Mix(seed, (ulong)index));
            return randn(shape, ScalarType.Float32, generator: generator);
        })]).to(mean.device);
    }
}

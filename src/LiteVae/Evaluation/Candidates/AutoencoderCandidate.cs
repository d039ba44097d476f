using LiteVae.Autoencoders;
using LiteVae.Data;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Candidates;

/// <summary>A model under evaluation. The model is its owner's, who puts it into evaluation mode.</summary>
public sealed class AutoencoderCandidate : ICandidate
{
    private readonly ulong _seed;
    private readonly Device _device;
    private readonly ScalarType _precision;

    /// <summary>Takes a model.</summary>
    /// <param name="name">What results call it.</param>
    /// <param name="model">The model; its weights' type is what it computes in.</param>
    /// <param name="decodeSamples">Whether a sample of the posterior is decoded; otherwise its mean is.</param>
    /// <param name="seed">Of the samples.</param>
    public AutoencoderCandidate(string name, Autoencoder model, bool decodeSamples = false, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Name, Model, DecodesSamples, _seed) = (name, model, decodeSamples, seed);
        var weight = model.parameters().First();
        (_device, _precision) = (weight.device, weight.dtype);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The model.</summary>
    public Autoencoder Model { get; }

    /// <summary>Whether a sample of the posterior is decoded; otherwise its mean is.</summary>
    public bool DecodesSamples { get; }

    /// <inheritdoc/>
    public int Factor => Model.DownsamplingFactor;

    /// <inheritdoc/>
    public Reconstruction Reconstruct(Tensor images, IReadOnlyList<long> indices)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(indices);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var moments = Moments(images);
        var posterior = new DiagonalGaussian(moments);
        var sample = posterior.Sample(Noise(posterior.Mean, indices));
        var decoded = Model.Decode((DecodesSamples ? sample : posterior.Mean).to_type(_precision)).to_type(ScalarType.Float32);
        return new Reconstruction(decoded.MoveToOuterDisposeScope(), posterior.MoveToOuterDisposeScope(), sample.MoveToOuterDisposeScope());
    }

    // The posterior's own arithmetic is done in float32, whatever the networks compute in.
    private Tensor Moments(Tensor images)
    {
        using var low = Model.Encode(images.to(_device).to_type(_precision));
        return cat([low.Mean, low.LogVariance], 1).to_type(ScalarType.Float32);
    }

    // Noise of its own for each image: the same for every model with latents of that shape, and however batches are cut.
    private Tensor Noise(Tensor mean, IReadOnlyList<long> indices)
    {
        var shape = mean.shape[1..];
        return stack([.. indices.Select(index =>
        {
            using var generator = new Generator(RandomStream.Mix(_seed, (ulong)index));
            return randn(shape, ScalarType.Float32, generator: generator);
        })]).to(_device);
    }
}

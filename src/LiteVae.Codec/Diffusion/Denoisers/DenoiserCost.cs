using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Denoisers.Stages;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Diffusion.Denoisers;

/// <summary>What a denoiser costs: parameters, and multiply-accumulates (MACs) of one prediction for one latent.</summary>
/// <remarks>Counted are convolutions, linear layers and the two products of attention, as in <see cref="ModelCost"/>.</remarks>
public sealed record DenoiserCost
{
    /// <summary>Side of the square latent that MACs are counted for, in positions.</summary>
    public required int LatentSize { get; init; }

    /// <summary>Parameters of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>MACs of one prediction for one latent.</summary>
    public required long Macs { get; init; }

    /// <summary>Every module, in the order of the computation, each before its parts.</summary>
    public required IReadOnlyList<ModuleCost> Modules { get; init; }

    /// <summary>Counts from the config alone: no weights are made.</summary>
    /// <param name="config">Of the network.</param>
    /// <param name="latentSize">Side of the latent, in positions.</param>
    /// <exception cref="ConfigException">The config is invalid; every problem is named.</exception>
    /// <exception cref="ArgumentException">The network takes no latents of this size.</exception>
    public static DenoiserCost Of(DenoiserConfig config, int latentSize = 32)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfInvalid();
        DenoiserStage.RequireSize(config, latentSize, latentSize);
        var weights = new Weights(null);
        using var network = DenoiserStage.Create(config, weights);
        var rehearsal = Rehearsal.Of(network, latentSize, latentSize, config.Channels);
        var table = new ModuleTable(weights, rehearsal.Layers);
        return new DenoiserCost
        {
            LatentSize = latentSize,
            Parameters = weights.Declared.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size)),
            Macs = rehearsal.Macs,
            Modules = table.Modules,
        };
    }
}

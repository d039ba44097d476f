using System.Diagnostics;
using LiteVae.Autoencoders;
using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;
using LiteVae.Experiments.Plans;
using LiteVae.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Experiments.Measures;

/// <summary>What the encoders of rows cost: parameters, multiplications and memory are counted, speed is measured with fresh weights.</summary>
internal static class CostMeasures
{
    private const int Rounds = 7;
    private const double MebiBytes = 1 << 20;

    /// <summary>Counts and times.</summary>
    /// <param name="rows">They receive the figures.</param>
    /// <param name="plan">The side of the images and how many are encoded at once.</param>
    /// <param name="device">Where encoders run.</param>
    /// <param name="progress">Called after each round.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static void Add(IReadOnlyList<RowMeasures> rows, ExperimentPlan plan, Device device, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var (side, batch) = (plan.Settings.Resolutions[0], plan.Settings.Images ?? 32);
        foreach (var row in rows)
            Count(row, side, batch);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var images = empty(batch, 3, side, side).uniform_(-1, 1).to(device);
        var rates = rows.Select(_ => new List<double>()).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            using var model = new Autoencoder(rows[i].Row.Plan.Recipe.Model);
            model.to(device);
            model.eval();
            using var codec = LiteVaeCodec.Create(model);
            codec.Encode(images).Dispose(); // prepares the network
            for (var round = 0; round < Rounds; round++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                using var posterior = codec.Encode(images);
                _ = posterior.Mean.flatten()[0].item<float>(); // an accelerator's work is done once a value is here
                rates[i].Add(batch / clock.Elapsed.TotalSeconds);
            }
            progress(i + 1, rows.Count);
        }
        for (var i = 0; i < rows.Count; i++)
            rows[i].Figures[new("encoder_images_per_second", null)] = Sample.MeanOf(SampleUnit.Rounds, rates[i]);
    }

    private static void Count(RowMeasures row, int side, int batch)
    {
        var config = row.Row.Plan.Recipe.Model;
        var cost = ModelCost.Of(config, side);
        using var encoder = AutoencoderNetworks.Encoder(config, new Weights(null));
        var figures = row.Figures;
        figures[new("encoder_parameters", null)] = Sample.Exactly(cost.EncoderParameters / 1e6);
        figures[new("encoder_gmac", null)] = Sample.Exactly(cost.EncoderMacs / 1e9);
        figures[new("encoder_memory", null)] = Sample.Exactly(Rehearsal.Of(encoder, side, side, 3, batch).Bytes / MebiBytes);
    }
}

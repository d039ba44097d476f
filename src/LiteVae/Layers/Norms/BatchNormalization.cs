using LiteVae.Distributed;
using LiteVae.Layers.Autograd;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers.Norms;

/// <summary>Batch normalization of feature maps: by the batch's statistics in training, and by their moving averages in evaluation.</summary>
/// <remarks>TorchSharp's layer counts its batches by a scalar that may be collected while libtorch reads it. Names are PyTorch's.</remarks>
internal sealed class BatchNormalization : Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;

    public readonly Parameter weight;
    public readonly Parameter bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;
    private readonly Tensor num_batches_tracked;
    private readonly double _epsilon;
    private ICommunicator? _ranks;

    /// <param name="channels">Channels of the feature maps.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public BatchNormalization(long channels, double epsilon = 1e-5) : base(nameof(BatchNormalization))
    {
        weight = new Parameter(ones(channels));
        bias = new Parameter(zeros(channels));
        running_mean = zeros(channels);
        running_var = ones(channels);
        num_batches_tracked = tensor(0L);
        _epsilon = epsilon;
        RegisterComponents();
    }

    /// <summary>From now on the batch's statistics are those of the batches of all ranks together. These are of the same size, and all ranks call <see cref="forward"/> alike.</summary>
    /// <param name="ranks">Not owned.</param>
    public void ShareStatistics(ICommunicator ranks) => _ranks = ranks;

    /// <param name="x">[B,C,H,W].</param>
    /// <returns>[B,C,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        if (training)
            num_batches_tracked.AddInPlace(1);
        if (training && _ranks is { Size: > 1 } ranks)
            return Normalize(x, ranks);
        return functional.batch_norm(x, running_mean, running_var, weight, bias, training, Momentum, _epsilon);
    }

    private Tensor Normalize(Tensor x, ICommunicator ranks)
    {
        using var scope = NewDisposeScope();
        var count = (double)ranks.Size * x.size(0) * x.size(2) * x.size(3);
        var mean = RankSumFunction.Sum(x.sum([0, 2, 3]), ranks).DividedBy(count); // [C]
        var centered = x - mean.view(1, -1, 1, 1);
        var variance = RankSumFunction.Sum(centered.Squared().sum([0, 2, 3]), ranks).DividedBy(count);
        using (no_grad())
        {
            running_mean.MultiplyInPlace(1 - Momentum).AddInPlace(mean.detach().Times(Momentum));
            running_var.MultiplyInPlace(1 - Momentum).AddInPlace(variance.detach().Times(Momentum * count / Math.Max(count - 1, 1)));
        }
        var scale = weight * variance.Plus(_epsilon).rsqrt();
        return (centered * scale.view(1, -1, 1, 1)).Plus(bias.view(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }
}

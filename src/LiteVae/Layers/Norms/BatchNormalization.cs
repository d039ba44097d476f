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

    /// <param name="x">[B,C,H,W].</param>
    /// <returns>[B,C,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        if (training)
            num_batches_tracked.AddInPlace(1);
        return functional.batch_norm(x, running_mean, running_var, weight, bias, training, Momentum, _epsilon);
    }
}

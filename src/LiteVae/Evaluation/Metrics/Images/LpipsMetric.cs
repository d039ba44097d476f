using LiteVae.Losses.Perceptual;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Evaluation.Metrics.Images;

/// <summary>LPIPS; not defined for images smaller than <see cref="MinSide"/>. Owns its network.</summary>
internal sealed class LpipsMetric : IImageMetric
{
    private readonly Lpips _lpips;
    private readonly Device _device;

    /// <param name="lpips">Taken over.</param>
    /// <param name="device">Where it computes.</param>
    public LpipsMetric(Lpips lpips, Device device)
    {
        (_lpips, _device) = (lpips, device);
        lpips.to(device);
        lpips.eval();
    }

    public string Name => "lpips";

    // Every backbone's pools and strides leave something of such an image.
    public int MinSide => 32;

    public double[] Measure(EvaluatedBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var distance = _lpips.call(batch.Originals.to(_device), batch.Reconstructions.to(_device));
        return distance.to(CPU).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    public void Dispose() => _lpips.Dispose();
}

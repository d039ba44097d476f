using LiteVae.Kernels;
using LiteVae.Layers.Norms;
using LiteVae.Runtime.Numbers;
using LiteVae.Tests.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Tests.Layers.Norms;

/// <summary>GroupNorm by libtorch, as training without our own kernels and attention use it.</summary>
public sealed class GroupNormsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(10, false)]
    [InlineData(100, false)]
    [InlineData(1000, false)]
    [InlineData(0, true)]
    [InlineData(10, true)]
    [InlineData(100, true)]
    [InlineData(1000, true)]
    public void Values_and_gradients_keep_their_precision_far_from_zero(double offset, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        // Each group has an offset of its own; the values are exact in float32.
        var offsets = FormulaTensors.Make([2, 8, 1, 1, 1], 1).Times(0.5).Plus(1).Times(offset).expand(2, 8, 4, 1, 1).reshape(2, 32, 1, 1);
        var x = FormulaTensors.Make([2, 32, 24, 20], 2).Plus(offsets).@float();
        if (channelsLast)
            x = Layout.ChannelsLast(x);
        var (weight, bias) = (FormulaTensors.Make([32], 3).Times(0.3).Plus(1).@float(), FormulaTensors.Make([32], 4, 0.3).@float());
        var direction = FormulaTensors.Make([2, 32, 24, 20], 5).@float();
        // At 1,000 a value that is rounded to float32 is known to 3e-5 of a standard deviation: x is the rounded one in both.
        KernelCase.AssertGradients(
            (a, w, b) => functional.group_norm(a, 8, w, b, 1e-5),
            (a, w, b) => GroupNorms.Normalize(a, 8, w, b, 1e-5), [x, weight, bias], direction, 5e-6);
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Layers;

/// <summary>Nearest-neighbour upsampling by two, then a 3x3 convolution (CompVis's <c>upsample.conv</c>).</summary>
internal sealed class NearestUpsample : Module<Tensor, Tensor>
{
    private readonly Conv3x3 conv;

    public NearestUpsample(long channels)
        : base(nameof(NearestUpsample))
    {
        conv = new Conv3x3(channels, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var h = functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest); // [B, C, 2H, 2W]
        return conv.call(h);
    }
}

/// <summary>A 3x3 convolution of stride two, padded by one at the right and the bottom only (CompVis's <c>downsample.conv</c>).</summary>
internal sealed class StridedDownsample : Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    public StridedDownsample(long channels)
        : base(nameof(StridedDownsample))
    {
        conv = Conv2d(channels, channels, 3, stride: 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var h = functional.pad(x, [0, 1, 0, 1]); // [B, C, H+1, W+1]
        return conv.call(h); // [B, C, H/2, W/2]
    }
}

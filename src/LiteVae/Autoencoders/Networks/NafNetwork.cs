using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Encoders;
using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Autoencoders.Networks;

/// <summary>NAFNet without down- or upsampling, as a feature extractor (Table 18): see <see cref="NafNetConfig"/>.</summary>
/// <remarks>
/// NAFNet changes the width where it resamples; here a 1x1 convolution does. Its skips are added, not concatenated.
/// Names as in the authors' code, but for <c>in_layer</c> and <c>out_layer</c>, which are this family's.
/// </remarks>
internal sealed class NafNetwork : Module<Tensor, Tensor>
{
    private readonly Conv3x3 in_layer;
    private readonly ModuleList<Sequential> encoders;
    private readonly ModuleList<Conv2d> downs;
    private readonly Sequential middle_blks;
    private readonly ModuleList<Conv2d> ups;
    private readonly ModuleList<Sequential> decoders;
    private readonly Conv3x3 out_layer;

    public NafNetwork(long inChannels, long outChannels, NafNetConfig config)
        : base(nameof(NafNetwork))
    {
        long[] widths = [.. config.Multipliers.Select(m => (long)config.Channels * m)];
        in_layer = new Conv3x3(inChannels, widths[0]);
        encoders = [];
        downs = [];
        ups = [];
        decoders = [];
        for (var stage = 0; stage < widths.Length; stage++)
        {
            encoders.Add(Blocks(widths[stage]));
            if (stage + 1 < widths.Length)
                downs.Add(Conv2d(widths[stage], widths[stage + 1], 1));
        }
        middle_blks = Blocks(widths[^1]);
        for (var stage = widths.Length - 1; stage >= 0; stage--)
        {
            decoders.Add(Blocks(widths[stage]));
            if (stage > 0)
                ups.Add(Conv2d(widths[stage], widths[stage - 1], 1));
        }
        out_layer = new Conv3x3(widths[0], outChannels);
        RegisterComponents();

        Sequential Blocks(long width) =>
            Sequential(Enumerable.Range(0, config.Blocks).Select(_ => (Module<Tensor, Tensor>)new NafBlock(width, config.Dropout)));
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var h = in_layer.call(x.to_type(in_layer.Weight.dtype)); // [B, C, H, W]
        var skips = new Stack<Tensor>();
        for (var stage = 0; stage < encoders.Count; stage++)
        {
            h = encoders[stage].call(stage == 0 ? h : downs[stage - 1].call(h));
            skips.Push(h);
        }
        h = middle_blks.call(h);
        for (var stage = 0; stage < decoders.Count; stage++)
            h = decoders[stage].call((stage == 0 ? h : ups[stage - 1].call(h)).Plus(skips.Pop()));
        return out_layer.call(h).MoveToOuterDisposeScope(); // [B, out, H, W]
    }
}

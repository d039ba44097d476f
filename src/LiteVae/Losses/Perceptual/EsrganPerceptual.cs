using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Losses.Perceptual;

/// <summary>ESRGAN's perceptual loss (Wang et al. 2018; Table 14): L1 between VGG19's conv5_4 before its ReLU.</summary>
internal sealed class EsrganPerceptual : PerceptualLoss
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Deviation = [0.229f, 0.224f, 0.225f];

    private readonly PerceptualBackbone net;

    public EsrganPerceptual() : base(nameof(EsrganPerceptual))
    {
        net = PerceptualBackbone.Vgg19();
        RegisterComponents();
    }

    /// <summary>What <see cref="FromWeights"/> reads: names of <see cref="ThirdPartyFiles"/>.</summary>
    public static IReadOnlyList<string> Weights { get; } = ["vgg19"];

    /// <summary>The loss with torchvision's weights, from those on this machine.</summary>
    /// <exception cref="CheckpointException">Weights are not there, or do not fit; the message names them.</exception>
    public static EsrganPerceptual FromWeights()
    {
        ThirdPartyWeights.Require(Weights);
        var loss = new EsrganPerceptual();
        ThirdPartyWeights.Copy(Weights[0], loss.Load, "features.");
        return loss;
    }

    public override Tensor forward(Tensor image, Tensor output)
    {
        RequireSameShape(image, output);
        using var scope = NewDisposeScope();
        var x = net.call(Standardize(image.Plus(1).DividedBy(2), Mean, Deviation))[0]; // [B, 512, H/16, W/16]
        var y = net.call(Standardize(output.Plus(1).DividedBy(2), Mean, Deviation))[0];
        return (x - y).abs().mean([1, 2, 3]).MoveToOuterDisposeScope();
    }

    public override void ComputeIn(ScalarType type) => net.to(type);

    /// <summary>Copies the weights of torchvision's VGG19.</summary>
    /// <param name="features">Tensors named <c>features.N.weight</c>, <c>features.N.bias</c>; others are not looked at.</param>
    /// <exception cref="ArgumentException">Weights are missing or of another shape; the message names them.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> features) => net.Load(features);
}

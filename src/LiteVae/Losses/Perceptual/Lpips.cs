using LiteVae.Checkpoints.ThirdParty;
using LiteVae.Codec.Models.Files;
using LiteVae.Layers;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Losses.Perceptual;

/// <summary>LPIPS, version 0.1 (Zhang et al. 2018): learned weights on the squared difference of unit-normalized features.</summary>
/// <remarks>The linear layers' names are the published files' (<c>lin0.model.1.weight</c>), the network's torchvision's under <c>net</c>.</remarks>
public sealed class Lpips : PerceptualLoss
{
    private const double Epsilon = 1e-10;

    // Far below Epsilon squared: it changes no value, and only keeps the root's slope finite at features that are all zero.
    private const double Least = 1e-36;

    private static readonly float[] Shift = [-0.030f, -0.088f, -0.188f];
    private static readonly float[] Scale = [0.458f, 0.448f, 0.450f];

    private readonly PerceptualBackbone net;
    private readonly Conv2d[] _lin;

    internal Lpips(PerceptualNetwork network) : base(nameof(Lpips))
    {
        Network = network;
        net = network switch
        {
            PerceptualNetwork.Vgg => PerceptualBackbone.Vgg16(),
            PerceptualNetwork.Alex => PerceptualBackbone.AlexNet(),
            PerceptualNetwork.Squeeze => PerceptualBackbone.SqueezeNet(),
            _ => throw new ArgumentOutOfRangeException(nameof(network), network, "LPIPS has vgg, alex and squeeze."),
        };
        _lin = [.. net.Channels.Select(c => Conv2d(c, 1, 1, bias: false))];
        RegisterComponents();
        for (var i = 0; i < _lin.Length; i++)
        {
            // In the published module, a dropout stands before each; here it would have nothing to do.
            _lin[i].weight.requires_grad_(false);
            register_module($"lin{i}", Sequential(("model", Sequential(("0", Identity()), ("1", _lin[i])))));
        }
    }

    /// <summary>The network whose features are compared.</summary>
    public PerceptualNetwork Network { get; }

    /// <summary>The files of weights that <see cref="FromWeights"/> reads: names of <see cref="ThirdPartyFiles"/>.</summary>
    /// <param name="network">The network whose features are compared.</param>
    public static IReadOnlyList<string> WeightsOf(PerceptualNetwork network) => network switch
    {
        PerceptualNetwork.Vgg => ["vgg16", "lpips-vgg"],
        PerceptualNetwork.Alex => ["alexnet", "lpips-alex"],
        PerceptualNetwork.Squeeze => ["squeezenet1_1", "lpips-squeeze"],
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "LPIPS has vgg, alex and squeeze."),
    };

    /// <summary>LPIPS as published, from the weights on this machine.</summary>
    /// <param name="network">The network whose features are compared.</param>
    /// <exception cref="CheckpointException">Weights are not there, or do not fit; the message names them.</exception>
    public static Lpips FromWeights(PerceptualNetwork network)
    {
        var names = WeightsOf(network);
        ThirdPartyWeights.Require(names);
        var lpips = new Lpips(network);
        ThirdPartyWeights.Copy(names[0], lpips.net.Load, "features.");
        ThirdPartyWeights.Copy(names[1], lpips.LoadLinear);
        return lpips;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor image, Tensor output)
    {
        RequireSameShape(image, output);
        using var scope = NewDisposeScope();
        var x = net.call(Standardize(image, Shift, Scale));
        var y = net.call(Standardize(output, Shift, Scale));
        var distance = zeros(image.size(0), dtype: x[0].dtype, device: image.device);
        for (var i = 0; i < _lin.Length; i++)
        {
            var difference = (Unit(x[i]) - Unit(y[i])).Squared(); // [B, C, h, w]
            distance = distance.Plus(_lin[i].call(difference).mean([1, 2, 3]));
        }
        return distance.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override void ComputeIn(ScalarType type) => net.to(type);

    /// <summary>Copies the weights of torchvision's network and of the published linear layers.</summary>
    /// <param name="features">Tensors named <c>features.N.weight</c>, <c>features.N.bias</c>; others are not looked at.</param>
    /// <param name="linear">Tensors named <c>lin0.model.1.weight</c>, ...</param>
    /// <exception cref="ArgumentException">Weights are missing or of another shape; the message names them.</exception>
    internal void Load(IReadOnlyDictionary<string, Tensor> features, IReadOnlyDictionary<string, Tensor> linear)
    {
        net.Load(features);
        LoadLinear(linear);
    }

    private void LoadLinear(IReadOnlyDictionary<string, Tensor> linear)
    {
        for (var i = 0; i < _lin.Length; i++)
        {
            var prefix = $"lin{i}.model.1.";
            var own = linear.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value);
            NamedWeights.Copy(_lin[i], own, $"LPIPS ({Network}), {prefix}*");
        }
    }

    /// <summary>Features over their norm across channels; zero, with a finite gradient, where they are all zero.</summary>
    internal static Tensor Unit(Tensor x)
    {
        var norm = x.Squared().sum(1, keepdim: true).ClampMin(Least).sqrt();
        return x / norm.Plus(Epsilon);
    }
}

using LiteVae.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Losses.Perceptual;

/// <summary>The convolutional part of a torchvision classifier, frozen, giving the activations at chosen layers.</summary>
/// <remarks>Names and numbering as torchvision's (<c>features.0.weight</c>), up to the last layer that is read.</remarks>
internal sealed class PerceptualBackbone : Module<Tensor, IReadOnlyList<Tensor>>
{
    /// <summary>The smallest side that the VGG networks take, in pixels.</summary>
    public const int VggSide = 16;

    private const int AlexNetSide = 31;
    private const int SqueezeNetSide = 17;

    private const int Pool = 0;

    private readonly ModuleList<Module<Tensor, Tensor>> features;
    private readonly int[] _taps;
    private readonly int _minimumSize;

    private PerceptualBackbone(string name, IEnumerable<Module<Tensor, Tensor>> layers, int[] taps, int[] channels, int minimumSize) : base(name)
    {
        features = ModuleList([.. layers.Take(taps[^1] + 1)]);
        _taps = taps;
        _minimumSize = minimumSize;
        Channels = channels;
        RegisterComponents();
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
    }

    /// <summary>Channels of each activation.</summary>
    public IReadOnlyList<int> Channels { get; }

    /// <summary>VGG16 after relu1_2, 2_2, 3_3, 4_3 and 5_3.</summary>
    public static PerceptualBackbone Vgg16() =>
        new("vgg16", Vgg([64, 64, Pool, 128, 128, Pool, 256, 256, 256, Pool, 512, 512, 512, Pool, 512, 512, 512]),
            [3, 8, 15, 22, 29], [64, 128, 256, 512, 512], VggSide);

    /// <summary>VGG19 at conv5_4, before its ReLU.</summary>
    public static PerceptualBackbone Vgg19() =>
        new("vgg19", Vgg([64, 64, Pool, 128, 128, Pool, 256, 256, 256, 256, Pool, 512, 512, 512, 512, Pool, 512, 512, 512, 512]),
            [34], [512], VggSide);

    /// <summary>AlexNet after each ReLU.</summary>
    public static PerceptualBackbone AlexNet() =>
        new("alexnet",
            [
                Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2),
                Conv2d(64, 192, 5, padding: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2),
                Conv2d(192, 384, 3, padding: 1), ReLU(inplace: true),
                Conv2d(384, 256, 3, padding: 1), ReLU(inplace: true),
                Conv2d(256, 256, 3, padding: 1), ReLU(inplace: true),
            ],
            [1, 4, 7, 9, 11], [64, 192, 384, 256, 256], AlexNetSide);

    /// <summary>SqueezeNet 1.1 after its first ReLU and then after each stage.</summary>
    public static PerceptualBackbone SqueezeNet() =>
        new("squeezenet1_1",
            [
                Conv2d(3, 64, 3, stride: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2, ceil_mode: true),
                new Fire(64, 16, 64), new Fire(128, 16, 64), MaxPool2d(3, stride: 2, ceil_mode: true),
                new Fire(128, 32, 128), new Fire(256, 32, 128), MaxPool2d(3, stride: 2, ceil_mode: true),
                new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256),
            ],
            [1, 4, 7, 9, 10, 11, 12], [64, 128, 256, 384, 384, 512, 512], SqueezeNetSide);

    /// <summary>The smallest side that LPIPS's networks take, in pixels.</summary>
    public static int MinSideOf(PerceptualNetwork network) => network switch
    {
        PerceptualNetwork.Alex => AlexNetSide,
        PerceptualNetwork.Squeeze => SqueezeNetSide,
        _ => VggSide,
    };

    /// <param name="x">[B,3,H,W], normalized as the network expects.</param>
    /// <returns>The activations, in order, in float32 or float64 whatever type the network has.</returns>
    /// <exception cref="ArgumentException">The shape is another, or too small to be pooled that often.</exception>
    public override IReadOnlyList<Tensor> forward(Tensor x)
    {
        if (x.dim() != 4 || x.size(1) != 3 || x.size(2) < _minimumSize || x.size(3) < _minimumSize)
            throw new ArgumentException($"{GetName()} expects [B,3,H,W] with sides from {_minimumSize}; got [{string.Join(',', x.shape)}].", nameof(x));
        var precise = x.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var activations = new List<Tensor>(_taps.Length);
        x = x.to_type(parameters().First().dtype);
        for (var i = 0; i < features.Count; i++)
        {
            x = features[i].call(x);
            if (_taps.Contains(i))
                activations.Add(x.to_type(precise));
        }
        return activations;
    }

    /// <summary>Copies the weights of torchvision's file; its classifier is not looked at.</summary>
    /// <exception cref="ArgumentException">Weights are missing or of another shape; the message names them.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> weights) => NamedWeights.Copy(this, weights, GetName());

    // In place: a convolution's backward does not need its own output, and no layer before a ReLU is read as well.
    private static IEnumerable<Module<Tensor, Tensor>> Vgg(int[] widths)
    {
        var last = 3;
        foreach (var width in widths)
        {
            if (width == Pool)
            {
                yield return MaxPool2d(2, stride: 2);
                continue;
            }
            yield return Conv2d(last, width, 3, padding: 1);
            yield return ReLU(inplace: true);
            last = width;
        }
    }
}

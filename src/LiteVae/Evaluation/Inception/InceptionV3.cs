using LiteVae.Layers;
using LiteVae.Runtime;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>The Inception network of 2015-12-05, up to the 2048 numbers of its last pooling: the features of FID and KID.</summary>
/// <remarks>
/// Names as in pytorch-fid's file <c>pt_inception-2015-12-05-6726825d.pth</c>. Against torchvision's Inception v3: average
/// pools do not count their padding, and the last block pools by maximum. The classifier (1008 classes) is left out.
/// </remarks>
internal sealed class InceptionV3 : Module<Tensor, Tensor>
{
    /// <summary>Numbers per image.</summary>
    public const int Features = 2048;

    private readonly BasicConv2d Conv2d_1a_3x3;
    private readonly BasicConv2d Conv2d_2a_3x3;
    private readonly BasicConv2d Conv2d_2b_3x3;
    private readonly BasicConv2d Conv2d_3b_1x1;
    private readonly BasicConv2d Conv2d_4a_3x3;
    private readonly InceptionBlockA Mixed_5b;
    private readonly InceptionBlockA Mixed_5c;
    private readonly InceptionBlockA Mixed_5d;
    private readonly InceptionBlockB Mixed_6a;
    private readonly InceptionBlockC Mixed_6b;
    private readonly InceptionBlockC Mixed_6c;
    private readonly InceptionBlockC Mixed_6d;
    private readonly InceptionBlockC Mixed_6e;
    private readonly InceptionBlockD Mixed_7a;
    private readonly InceptionBlockE Mixed_7b;
    private readonly InceptionBlockE Mixed_7c;

    public InceptionV3() : base(nameof(InceptionV3))
    {
        Conv2d_1a_3x3 = new(3, 32, 3, stride: 2);
        Conv2d_2a_3x3 = new(32, 32, 3);
        Conv2d_2b_3x3 = new(32, 64, 3, padding: 1);
        Conv2d_3b_1x1 = new(64, 80, 1);
        Conv2d_4a_3x3 = new(80, 192, 3);
        Mixed_5b = new(192, poolFeatures: 32);
        Mixed_5c = new(256, poolFeatures: 64);
        Mixed_5d = new(288, poolFeatures: 64);
        Mixed_6a = new(288);
        Mixed_6b = new(768, inner: 128);
        Mixed_6c = new(768, inner: 160);
        Mixed_6d = new(768, inner: 160);
        Mixed_6e = new(768, inner: 192);
        Mixed_7a = new(768);
        Mixed_7b = new(1280, poolMaximum: false);
        Mixed_7c = new(2048, poolMaximum: true);
        RegisterComponents();
        eval();
        foreach (var parameter in parameters())
            parameter.requires_grad_(false);
    }

    /// <param name="x">[B,3,H,W] in [-1,1], sides from 75; 299 for FID.</param>
    /// <returns>[B,2048].</returns>
    /// <exception cref="ArgumentException">Another shape, or too small.</exception>
    public override Tensor forward(Tensor x)
    {
        if (x.dim() != 4 || x.size(1) != 3 || x.size(2) < 75 || x.size(3) < 75)
            throw new ArgumentException($"Inception expects [B,3,H,W] with sides from 75; got {TensorGuards.Shape(x)}.", nameof(x));
        using var scope = NewDisposeScope();
        x = Conv2d_2b_3x3.call(Conv2d_2a_3x3.call(Conv2d_1a_3x3.call(x))); // [B, 64, 147, 147], of 299
        x = Conv2d_4a_3x3.call(Conv2d_3b_1x1.call(InceptionPooling.Halve(x)));
        x = InceptionPooling.Halve(x);                                      // [B, 192, 35, 35]
        x = Mixed_5d.call(Mixed_5c.call(Mixed_5b.call(x)));                 // [B, 288, 35, 35]
        x = Mixed_6a.call(x);                                               // [B, 768, 17, 17]
        x = Mixed_6e.call(Mixed_6d.call(Mixed_6c.call(Mixed_6b.call(x))));
        x = Mixed_7a.call(x);                                               // [B, 1280, 8, 8]
        x = Mixed_7c.call(Mixed_7b.call(x));                                // [B, 2048, 8, 8]
        return x.mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Copies the weights of pytorch-fid's file; its classifier is not looked at.</summary>
    /// <exception cref="ArgumentException">Weights are missing or of another shape; the message names them.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var all = new Dictionary<string, Tensor>(weights);
        // The published file predates the counter, which plays no part in evaluation.
        foreach (var (name, value) in state_dict().Where(e => e.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
            all.TryAdd(name, value);
        NamedWeights.Copy(this, all, "Inception (2015-12-05)");
    }
}

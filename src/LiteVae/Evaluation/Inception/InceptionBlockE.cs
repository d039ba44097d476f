using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Mixed_7b and c: 1x1, split 3x3, double split 3x3 and pooled branches.</summary>
internal sealed class InceptionBlockE : Module<Tensor, Tensor>
{
    private readonly BasicConv2d branch1x1;
    private readonly BasicConv2d branch3x3_1;
    private readonly BasicConv2d branch3x3_2a;
    private readonly BasicConv2d branch3x3_2b;
    private readonly BasicConv2d branch3x3dbl_1;
    private readonly BasicConv2d branch3x3dbl_2;
    private readonly BasicConv2d branch3x3dbl_3a;
    private readonly BasicConv2d branch3x3dbl_3b;
    private readonly BasicConv2d branch_pool;
    private readonly bool _poolMaximum;

    /// <param name="inChannels">I.</param>
    /// <param name="poolMaximum">The 2015 graph's last block pools by maximum; the one before by average.</param>
    public InceptionBlockE(int inChannels, bool poolMaximum) : base(nameof(InceptionBlockE))
    {
        branch1x1 = new(inChannels, 320, 1);
        branch3x3_1 = new(inChannels, 384, 1);
        branch3x3_2a = new(384, 384, (1, 3), (0, 1));
        branch3x3_2b = new(384, 384, (3, 1), (1, 0));
        branch3x3dbl_1 = new(inChannels, 448, 1);
        branch3x3dbl_2 = new(448, 384, 3, padding: 1);
        branch3x3dbl_3a = new(384, 384, (1, 3), (0, 1));
        branch3x3dbl_3b = new(384, 384, (3, 1), (1, 0));
        branch_pool = new(inChannels, 192, 1);
        _poolMaximum = poolMaximum;
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,2048,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        var three = branch3x3_1.call(x);
        var twice = branch3x3dbl_2.call(branch3x3dbl_1.call(x));
        var pooled = _poolMaximum ? InceptionPooling.Maximum(x) : InceptionPooling.Average(x);
        return cat(
            [
                branch1x1.call(x),
                branch3x3_2a.call(three), branch3x3_2b.call(three),
                branch3x3dbl_3a.call(twice), branch3x3dbl_3b.call(twice),
                branch_pool.call(pooled),
            ], 1);
    }
}

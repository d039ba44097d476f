using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Mixed_5b, c, d: 1x1, 5x5, double 3x3 and pooled branches.</summary>
internal sealed class InceptionBlockA : Module<Tensor, Tensor>
{
    private readonly BasicConv2d branch1x1;
    private readonly BasicConv2d branch5x5_1;
    private readonly BasicConv2d branch5x5_2;
    private readonly BasicConv2d branch3x3dbl_1;
    private readonly BasicConv2d branch3x3dbl_2;
    private readonly BasicConv2d branch3x3dbl_3;
    private readonly BasicConv2d branch_pool;

    public InceptionBlockA(int inChannels, int poolFeatures) : base(nameof(InceptionBlockA))
    {
        branch1x1 = new(inChannels, 64, 1);
        branch5x5_1 = new(inChannels, 48, 1);
        branch5x5_2 = new(48, 64, 5, padding: 2);
        branch3x3dbl_1 = new(inChannels, 64, 1);
        branch3x3dbl_2 = new(64, 96, 3, padding: 1);
        branch3x3dbl_3 = new(96, 96, 3, padding: 1);
        branch_pool = new(inChannels, poolFeatures, 1);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,224+P,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        var five = branch5x5_2.call(branch5x5_1.call(x));
        var three = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(x)));
        return cat([branch1x1.call(x), five, three, branch_pool.call(InceptionPooling.Average(x))], 1);
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Mixed_6a: halves the size by 3x3, double 3x3 and pooled branches.</summary>
internal sealed class InceptionBlockB : Module<Tensor, Tensor>
{
    private readonly BasicConv2d branch3x3;
    private readonly BasicConv2d branch3x3dbl_1;
    private readonly BasicConv2d branch3x3dbl_2;
    private readonly BasicConv2d branch3x3dbl_3;

    public InceptionBlockB(int inChannels) : base(nameof(InceptionBlockB))
    {
        branch3x3 = new(inChannels, 384, 3, stride: 2);
        branch3x3dbl_1 = new(inChannels, 64, 1);
        branch3x3dbl_2 = new(64, 96, 3, padding: 1);
        branch3x3dbl_3 = new(96, 96, 3, stride: 2);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,480+I,(H-1)/2,(W-1)/2].</returns>
    public override Tensor forward(Tensor x)
    {
        var three = branch3x3dbl_3.call(branch3x3dbl_2.call(branch3x3dbl_1.call(x)));
        return cat([branch3x3.call(x), three, InceptionPooling.Halve(x)], 1);
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Mixed_7a: halves the size by 3x3, factored 7x7 and pooled branches.</summary>
internal sealed class InceptionBlockD : Module<Tensor, Tensor>
{
    private readonly BasicConv2d branch3x3_1;
    private readonly BasicConv2d branch3x3_2;
    private readonly BasicConv2d branch7x7x3_1;
    private readonly BasicConv2d branch7x7x3_2;
    private readonly BasicConv2d branch7x7x3_3;
    private readonly BasicConv2d branch7x7x3_4;

    public InceptionBlockD(int inChannels) : base(nameof(InceptionBlockD))
    {
        branch3x3_1 = new(inChannels, 192, 1);
        branch3x3_2 = new(192, 320, 3, stride: 2);
        branch7x7x3_1 = new(inChannels, 192, 1);
        branch7x7x3_2 = new(192, 192, (1, 7), (0, 3));
        branch7x7x3_3 = new(192, 192, (7, 1), (3, 0));
        branch7x7x3_4 = new(192, 192, 3, stride: 2);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,512+I,(H-1)/2,(W-1)/2].</returns>
    public override Tensor forward(Tensor x)
    {
        var three = branch3x3_2.call(branch3x3_1.call(x));
        var seven = branch7x7x3_3.call(branch7x7x3_2.call(branch7x7x3_1.call(x)));
        return cat([three, branch7x7x3_4.call(seven), InceptionPooling.Halve(x)], 1);
    }
}

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace LiteVae.Evaluation.Inception;

/// <summary>Mixed_6b to e: 1x1, factored 7x7, double factored 7x7 and pooled branches.</summary>
internal sealed class InceptionBlockC : Module<Tensor, Tensor>
{
    private readonly BasicConv2d branch1x1;
    private readonly BasicConv2d branch7x7_1;
    private readonly BasicConv2d branch7x7_2;
    private readonly BasicConv2d branch7x7_3;
    private readonly BasicConv2d branch7x7dbl_1;
    private readonly BasicConv2d branch7x7dbl_2;
    private readonly BasicConv2d branch7x7dbl_3;
    private readonly BasicConv2d branch7x7dbl_4;
    private readonly BasicConv2d branch7x7dbl_5;
    private readonly BasicConv2d branch_pool;

    public InceptionBlockC(int inChannels, int inner) : base(nameof(InceptionBlockC))
    {
        branch1x1 = new(inChannels, 192, 1);
        branch7x7_1 = new(inChannels, inner, 1);
        branch7x7_2 = new(inner, inner, (1, 7), (0, 3));
        branch7x7_3 = new(inner, 192, (7, 1), (3, 0));
        branch7x7dbl_1 = new(inChannels, inner, 1);
        branch7x7dbl_2 = new(inner, inner, (7, 1), (3, 0));
        branch7x7dbl_3 = new(inner, inner, (1, 7), (0, 3));
        branch7x7dbl_4 = new(inner, inner, (7, 1), (3, 0));
        branch7x7dbl_5 = new(inner, 192, (1, 7), (0, 3));
        branch_pool = new(inChannels, 192, 1);
        RegisterComponents();
    }

    /// <param name="x">[B,I,H,W].</param>
    /// <returns>[B,768,H,W].</returns>
    public override Tensor forward(Tensor x)
    {
        var seven = branch7x7_3.call(branch7x7_2.call(branch7x7_1.call(x)));
        var twice = branch7x7dbl_3.call(branch7x7dbl_2.call(branch7x7dbl_1.call(x)));
        twice = branch7x7dbl_5.call(branch7x7dbl_4.call(twice));
        return cat([branch1x1.call(x), seven, twice, branch_pool.call(InceptionPooling.Average(x))], 1);
    }
}

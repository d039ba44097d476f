using System.Text.RegularExpressions;

namespace LiteVae.Training.Networks.Linear;

/// <summary>Makes every residual block the identity, or its skip's convolution, by setting what the block adds to zero.</summary>
/// <remarks>
/// The last convolution of a block and the last projection of an attention or perceptron become zero (a self-modulated convolution by its gain), as in
/// Fixup (Zhang et al. 2019) and ADM. They learn from the first step on; what comes before them from the second.
/// </remarks>
internal static partial class ZeroResiduals
{
    public static void Apply(ModelWeights weights)
    {
        foreach (var name in weights.Names)
        {
            if (LastOfBlock().IsMatch(name))
                weights[name].zero_();
        }
    }

    // Feature networks: encoder_blocks.0.conv_out; Stable Diffusion's: block.0.conv2, mid.block_1.conv2, proj_out. A plain convolution has a weight,
    // a self-modulated one a gain. NAFNet's blocks begin as the identity anyway.
    [GeneratedRegex(@"(blocks\.\d+|res[01])\.conv_out\.(weight|gain|bias|conv\.bias)$|(block\.\d+|block_[12])\.conv2\.(weight|gain|bias|conv\.bias)$|attn(_1|\.\d+)\.proj_out\.|blocks\.\d+\.(attn\.proj|mlp\.fc2)\.")]
    private static partial Regex LastOfBlock();
}

namespace LiteVae.Codec.Networks;

/// <summary>How a convolution steps over its input.</summary>
/// <param name="Kernel">Positions that an output sees, along a side.</param>
/// <param name="Stride">Positions from one output to the next.</param>
/// <param name="Before">Zeros at the top and the left.</param>
/// <param name="After">Zeros at the bottom and the right.</param>
internal readonly record struct ConvolutionGeometry(int Kernel, int Stride, int Before, int After)
{
    /// <summary>Stride one, output as large as the input.</summary>
    public static ConvolutionGeometry Same(int kernel) => new(kernel, 1, kernel / 2, kernel / 2);

    /// <summary>The kernel is the stride: each output sees a block of its own.</summary>
    public static ConvolutionGeometry Blocks(int kernel) => new(kernel, kernel, 0, 0);

    /// <summary>Stable Diffusion's way of halving: 3x3 with stride two, padded at the bottom and the right only.</summary>
    public static ConvolutionGeometry Halving { get; } = new(3, 2, 0, 1);

    /// <summary>The output's side.</summary>
    public int Output(int input) => (input + Before + After - Kernel) / Stride + 1;
}

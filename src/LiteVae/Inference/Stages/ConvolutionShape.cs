namespace LiteVae.Inference.Stages;

/// <summary>How a convolution steps over its input.</summary>
/// <param name="Stride">Positions from one output to the next.</param>
/// <param name="Before">Zeros at the top and the left.</param>
/// <param name="After">Zeros at the bottom and the right.</param>
internal readonly record struct ConvolutionShape(int Stride, int Before, int After)
{
    /// <summary>Stride one, output as large as the input.</summary>
    public static ConvolutionShape Same(long kernel) => new(1, (int)kernel / 2, (int)kernel / 2);

    /// <summary>The output's side.</summary>
    public long Output(long input, long kernel) => (input + Before + After - kernel) / Stride + 1;
}

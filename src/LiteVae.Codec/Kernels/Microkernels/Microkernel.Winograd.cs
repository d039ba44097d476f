namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>The transforms of Winograd's algorithm, a tile at a time.</content>
internal abstract unsafe partial class Microkernel
{
    /// <summary>The floats of working memory that the transforms of a tile take.</summary>
    public int WinogradScratch => 2 * WinogradTransform.Products * VectorWidth;

    /// <summary>Transforms the 3x3 kernels of a panel of outputs; those of outputs that do not exist are left as they are.</summary>
    /// <param name="weight">The first tap of the first output and input.</param>
    /// <param name="outputStride">The distance from an output's kernel to the next's.</param>
    /// <param name="inputStride">The distance from an input's kernel to the next's.</param>
    /// <param name="rotate">Whether kernels are rotated by 180 degrees.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="outputs">The number of outputs, at most <see cref="PanelColumns"/>.</param>
    /// <param name="result">36 panels [inputs, PanelColumns], written.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public abstract void TransformKernels(
        float* weight, long outputStride, long inputStride, bool rotate, int inputs, int outputs, float* result, long stride);

    /// <summary>Transforms packed 3x3 kernels of a panel of outputs, in float32.</summary>
    /// <param name="taps">[depth, 9, PanelColumns].</param>
    /// <param name="depth">The number of inputs.</param>
    /// <param name="result">36 panels [depth, PanelColumns], written.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public abstract void ExpandKernels(float* taps, int depth, float* result, long stride);

    /// <summary>The transpose of <see cref="TransformKernels"/>, to the gradients of one input's kernels.</summary>
    /// <param name="products">36 rows of [outputs], the sums of products.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    /// <param name="outputs">The number of outputs; whole vectors are read.</param>
    /// <param name="result">Nine taps of the first output, written.</param>
    /// <param name="resultStride">The distance from an output's taps to the next's.</param>
    public abstract void TransformKernelGradients(float* products, long stride, int outputs, float* result, long resultStride);

    /// <summary>Transforms a tile's 6x6 inputs to the 36 values that are multiplied by those of kernels.</summary>
    /// <param name="positions">The addresses of the 36 positions, row by row; changed.</param>
    /// <param name="channels">The number of channels.</param>
    /// <param name="scratch"><see cref="WinogradScratch"/> floats.</param>
    /// <param name="result">36 rows of [channels], written; channels are rounded up to whole vectors with zeros.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public abstract void TransformInput(float** positions, int channels, float* scratch, float* result, long stride);

    /// <summary>Transforms a tile's 36 products to 4x4 outputs, applies an epilogue and stores them.</summary>
    /// <param name="products">36 rows of [channels]; whole vectors are read.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    /// <param name="bias">[channels]; whole vectors are read.</param>
    /// <param name="scratch"><see cref="WinogradScratch"/> floats.</param>
    /// <param name="tile">Where the outputs belong.</param>
    /// <param name="epilogue">The operations between the product and its storage.</param>
    /// <param name="moments">Where sums of what is stored are kept.</param>
    public abstract void TransformOutput(
        float* products, long stride, float* bias, float* scratch, in OutputTile tile, in Epilogue epilogue, in MomentSlot moments);

    /// <summary>The transpose of <see cref="TransformOutput"/>: the gradients of a tile's 4x4 outputs to those of its 36 products.</summary>
    /// <param name="tile">Where the gradients of outputs are read.</param>
    /// <param name="scratch"><see cref="WinogradScratch"/> floats.</param>
    /// <param name="result">36 rows of [channels], written; channels are rounded up to whole vectors with zeros.</param>
    /// <param name="stride">The distance from one of the 36 to the next.</param>
    public abstract void TransformOutputGradient(in OutputTile tile, float* scratch, float* result, long stride);
}

namespace LiteVae.Codec.Kernels.Microkernels;

/// <content>Operations on the channels of positions, as NAFNet and vision transformers need them.</content>
internal abstract unsafe partial class Microkernel
{
    /// <summary>Layer normalization with an affine map, position by position: to = (from - mean) / sqrt(variance + epsilon) * weight + bias.</summary>
    /// <param name="from">[positions, channels].</param>
    /// <param name="positions">Any number.</param>
    /// <param name="channels">Any number; mean and variance are taken over them.</param>
    /// <param name="weight">[channels].</param>
    /// <param name="bias">[channels].</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="to">[positions, channels], written; may be <paramref name="from"/>.</param>
    public abstract void LayerNorm(float* from, int positions, int channels, float* weight, float* bias, float epsilon, float* to);

    /// <summary>The product of the first half of the channels and the second, position by position.</summary>
    /// <param name="from">[positions, 2 * channels].</param>
    /// <param name="positions">Any number.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="to">[positions, channels], written; may be <paramref name="from"/>.</param>
    public abstract void MultiplyHalves(float* from, int positions, int channels, float* to);

    /// <summary>GELU in place: to an absolute 3e-7 |x| in the form with the error function, to a relative 2e-6 in the form with tanh.</summary>
    /// <param name="values">[rows, count], replaced.</param>
    /// <param name="stride">The distance from a row to the next.</param>
    /// <param name="rows">Any number.</param>
    /// <param name="count">Any number.</param>
    /// <param name="form">Which GELU.</param>
    public abstract void Gelu(float* values, long stride, int rows, int count, GeluForm form = GeluForm.Erf);

    /// <summary>Adds other values: values += others.</summary>
    public abstract void Add(float* values, float* others, int count);

    /// <summary>The mean of the positions of a rectangle, channel by channel.</summary>
    /// <param name="from">The first position.</param>
    /// <param name="rowStride">The distance from a row of the rectangle to the next.</param>
    /// <param name="rows">The number of its rows.</param>
    /// <param name="columns">The number of its columns, whose positions lie side by side.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="to">[channels], written.</param>
    public abstract void Average(float* from, long rowStride, int rows, int columns, int channels, float* to);

    /// <summary>A row of a depthwise 3x3 convolution of stride one; beyond the row's ends there are zeros.</summary>
    /// <param name="above">The row of inputs above, [width, channels]; null for zeros.</param>
    /// <param name="row">The row of inputs at the height of the results.</param>
    /// <param name="below">The row of inputs below; null for zeros.</param>
    /// <param name="step">The distance from a position of the inputs to the next.</param>
    /// <param name="width">The number of positions.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="weights">[9, channels], for the positions of the window row by row.</param>
    /// <param name="weightStride">The distance from a position's weights to the next's.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="to">[width, channels], written.</param>
    /// <param name="toStep">The distance from a position of the results to the next.</param>
    /// <param name="multiply">Whether the results in <paramref name="to"/> are multiplied by these rather than replaced.</param>
    public abstract void DepthwiseRow(
        float* above, float* row, float* below, long step, int width, int channels, float* weights, long weightStride, float* bias, float* to, long toStep, bool multiply);
}

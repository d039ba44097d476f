namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A 3x3 convolution of stride one, padded by one, whose weights are used once, as those of a training step are.</summary>
/// <remarks>
/// Preparing kernels of many channels takes the time of computing some hundred tiles, most of it for writing them to memory. Where
/// there are fewer tiles, kernels are transformed as they are multiplied.
/// </remarks>
internal static unsafe class SingleUseConvolution
{
    private const int StreamedTiles = 256;
    private const int StreamedChannels = 64;

    /// <summary>Computes the convolution.</summary>
    /// <param name="weight">[outputs, inputs, 3, 3]; if transposed [inputs, outputs, 3, 3].</param>
    /// <param name="bias">[outputs]; null for zeros.</param>
    /// <param name="input">The input and the operations on it.</param>
    /// <param name="y">The result, of the input's size.</param>
    /// <param name="epilogue">The operations on the result before it is stored.</param>
    /// <param name="transposed">Whether this takes the gradients of another convolution's output to those of its input.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    /// <param name="measure">Whether to measure the moments of the result.</param>
    /// <returns>The moments if they are measured, else null.</returns>
    public static ChannelMoments? Run(
        float* weight, float* bias, ConvolutionInput input, FeatureMaps y, Epilogue epilogue = default, bool transposed = false, Microkernel? microkernel = null, bool measure = false)
    {
        if (new TileGrid(y.Images, y.Height, y.Width).Count > StreamedTiles || Math.Min(input.Channels, y.Channels) < StreamedChannels)
        {
            using var prepared = new WinogradConvolution(weight, bias, input.Channels, y.Channels, transposed, microkernel);
            return prepared.Run(input, y, epilogue, measure);
        }
        using var streamed = new StreamedWinogradConvolution(weight, bias, input.Channels, y.Channels, microkernel, transposed);
        using var scratch = new FloatBuffer(StreamedWinogradConvolution.ScratchLength(y, input.Channels, microkernel), clear: false);
        streamed.Run(input, y, epilogue, scratch.Pointer);
        return measure ? ChannelMoments.Of(y, microkernel) : null;
    }
}

namespace LiteVae.Codec.Kernels.Winograd;

/// <summary>A convolution's biases, which may differ from image to image.</summary>
internal sealed unsafe class ImageBiases : IDisposable
{
    private readonly FloatBuffer _shared;
    private readonly FloatBuffer? _ofImages; // [B, outputs], rounded up to whole panels

    /// <param name="bias">The biases of all images, rounded up to whole panels; must outlive this.</param>
    /// <param name="outputs">The number of biases.</param>
    /// <param name="shift">Added to them image by image; null for none.</param>
    /// <param name="images">B.</param>
    public ImageBiases(FloatBuffer bias, int outputs, ChannelValues? shift, int images)
    {
        _shared = bias;
        if (shift is not { } values)
            return;
        _ofImages = new FloatBuffer(images * bias.Length);
        for (var image = 0; image < images; image++)
        {
            var from = values.Of(image);
            var to = Of(image);
            for (var channel = 0; channel < outputs; channel++)
                to[channel] = bias.Pointer[channel] + from[channel];
        }
    }

    /// <summary>The biases of an image.</summary>
    public float* Of(int image) => _ofImages is null ? _shared.Pointer : _ofImages.Pointer + image * _shared.Length;

    public void Dispose() => _ofImages?.Dispose();
}

namespace LiteVae.Codec.Kernels.Norms;

/// <summary>A value for each channel of each image, such as a shift that depends on an image's condition. Owns nothing.</summary>
/// <param name="data">The first value of the first row; rows may hold other values beside these.</param>
/// <param name="stride">The distance from a row to the next.</param>
/// <param name="rows">The row of each image; images may share one.</param>
internal readonly unsafe struct ChannelValues(float* data, long stride, int[] rows)
{
    /// <summary>The values of an image.</summary>
    public float* Of(int image) => data + rows[image] * stride;
}

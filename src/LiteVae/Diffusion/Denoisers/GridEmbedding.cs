using static TorchSharp.torch;

namespace LiteVae.Diffusion.Denoisers;

/// <summary>Fixed sinusoids of a token's place in the grid: half of the width tells the column, half the row, sines before cosines.</summary>
internal static class GridEmbedding
{
    private const double MaxPeriod = 10000;

    /// <returns>[1, rows x columns, width], float32.</returns>
    public static Tensor Of(long rows, long columns, long width)
    {
        var values = new float[rows * columns * width];
        for (var token = 0L; token < rows * columns; token++)
        {
            Fill(token % columns, values.AsSpan((int)(token * width), (int)(width / 2)));
            Fill(token / columns, values.AsSpan((int)(token * width + width / 2), (int)(width / 2)));
        }
        return tensor(values, [1, rows * columns, width]);
    }

    private static void Fill(long position, Span<float> values)
    {
        var half = values.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = Math.SinCos(position * Math.Pow(MaxPeriod, -(double)i / half));
            (values[i], values[half + i]) = ((float)sine, (float)cosine);
        }
    }
}

namespace LiteVae.Codec.Diffusion.Denoisers.Stages;

/// <summary>Fixed sinusoids of a token's place in the grid: half of the channels tell the column, half the row, sines before cosines.</summary>
internal static unsafe class GridEmbedding
{
    private const double MaxPeriod = 10000;

    /// <summary>Adds them to the tokens of each image.</summary>
    /// <param name="tokens">[B, rows, columns, D], D a multiple of 4.</param>
    public static void AddTo(FeatureMaps tokens)
    {
        var half = tokens.Channels / 2;
        using var places = new FloatBuffer((long)Math.Max(tokens.Height, tokens.Width) * half, clear: false);
        for (var place = 0; place < Math.Max(tokens.Height, tokens.Width); place++)
            Fill(place, new Span<float>(places.Pointer + (long)place * half, half));
        var loops = Microkernel.Current;
        for (var line = 0; line < tokens.Images * tokens.Height; line++)
        {
            var (image, row) = Math.DivRem(line, tokens.Height);
            for (var column = 0; column < tokens.Width; column++)
            {
                var token = tokens.At(image, row, column);
                loops.Add(token, places.Pointer + (long)column * half, half);
                loops.Add(token + half, places.Pointer + (long)row * half, half);
            }
        }
    }

    private static void Fill(int place, Span<float> values)
    {
        var half = values.Length / 2;
        for (var i = 0; i < half; i++)
        {
            var (sine, cosine) = Math.SinCos(place * Math.Pow(MaxPeriod, -(double)i / half));
            (values[i], values[half + i]) = ((float)sine, (float)cosine);
        }
    }
}

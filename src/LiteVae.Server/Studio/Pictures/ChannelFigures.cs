namespace LiteVae.Server.Studio.Pictures;

/// <summary>Mean and standard deviation of a latent's channel over its positions.</summary>
internal readonly record struct ChannelFigures(double Mean, double StandardDeviation)
{
    public static ChannelFigures Of(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return new(mean, Math.Sqrt(squares / values.Length));
    }
}

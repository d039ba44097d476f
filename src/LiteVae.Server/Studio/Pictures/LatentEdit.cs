using LiteVae.Codec;
using LiteVae.Server.Content;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Studio.Pictures;

/// <summary>The body of <c>POST /studio/edit</c>: a latent and what is done to it, in this order: interpolation, scale, noise, dropped channels.</summary>
internal sealed record LatentEdit
{
    /// <summary>A NumPy file, in base64.</summary>
    public required byte[] Latent { get; init; }

    /// <summary>A latent of the same shape, to interpolate with.</summary>
    public byte[]? Other { get; init; }

    /// <summary>The share of <see cref="Other"/>, 0 to 1.</summary>
    public float Mix { get; init; }

    /// <summary>What each channel's deviation from its mean is multiplied by, 0 to 4.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Gaussian noise, in standard deviations of each channel, 0 to 4.</summary>
    public float Noise { get; init; }

    /// <summary>Of the noise.</summary>
    public long Seed { get; init; }

    /// <summary>Channels whose values are replaced by their mean.</summary>
    public IReadOnlyList<int> Dropped { get; init; } = [];

    /// <summary>Of the picture, in pixels; null: the whole latent.</summary>
    public int? Width { get; init; }

    /// <summary>Of the picture, in pixels; null: the whole latent.</summary>
    public int? Height { get; init; }

    /// <summary>The edited latent.</summary>
    /// <param name="codec">The model of the latents.</param>
    /// <exception cref="ProblemException">A value is out of range, or a latent does not fit.</exception>
    public Latents Apply(LatentCodec codec)
    {
        RequireWithin(Mix, 1, "mix");
        RequireWithin(Scale, 4, "scale");
        RequireWithin(Noise, 4, "noise");
        var latents = LatentInput.Read(Latent, codec, scaled: false, (Width, Height));
        if (Dropped.FirstOrDefault(c => c < 0 || c >= latents.Channels, -1) is var wrong && wrong != -1 || Dropped.Contains(-1))
            throw Invalid($"dropped expects channels from 0 to {latents.Channels - 1}; got {string.Join(", ", Dropped)}.");
        var values = latents.Mean.ToArray();
        if (Other is not null)
            Interpolate(values, LatentInput.Read(Other, codec, scaled: false, (Width, Height)), latents);
        var spread = new float[values.Length];
        var positions = latents.Height * latents.Width;
        for (var channel = 0; channel < latents.Channels; channel++)
            Edit(values.AsSpan(channel * positions, positions), spread.AsSpan(channel * positions, positions), Dropped.Contains(channel));
        var edited = new Latents(values, spread, latents.Channels, latents.Height, latents.Width, latents.PictureWidth, latents.PictureHeight);
        return Noise > 0 ? edited.WithMean(edited.Sample(Seed)) : edited;
    }

    // The noise is a sample of a posterior whose variance is that of the channel.
    private void Edit(Span<float> values, Span<float> logVariances, bool isDropped)
    {
        const float LeastLogVariance = -30;
        var (mean, deviation) = ChannelFigures.Of(values);
        foreach (ref var value in values)
            value = isDropped ? (float)mean : (float)(mean + Scale * (value - mean));
        logVariances.Fill(isDropped || deviation == 0 ? LeastLogVariance : (float)Math.Max(LeastLogVariance, 2 * Math.Log(Noise * deviation)));
    }

    private void Interpolate(Span<float> values, Latents other, Latents latents)
    {
        if ((other.Channels, other.Height, other.Width) != (latents.Channels, latents.Height, latents.Width))
            throw Invalid($"Two latents of one shape are expected; got [{latents.Channels},{latents.Height},{latents.Width}] and [{other.Channels},{other.Height},{other.Width}].");
        for (var i = 0; i < values.Length; i++)
            values[i] += Mix * (other.Mean[i] - values[i]);
    }

    private static void RequireWithin(float value, float most, string name)
    {
        if (!(value >= 0 && value <= most))
            throw Invalid($"{name} expects 0 to {most}.");
    }

    private static ProblemException Invalid(string detail) => new(Problem.InvalidInput, detail);
}

using LiteVae.Codec;
using LiteVae.Server.Errors;

namespace LiteVae.Server.Content;

/// <summary>Reads the one latent of a request.</summary>
internal static class LatentInput
{
    private const string Name = "the latent";
    private const float LeastLogVariance = -30;

    /// <param name="file">A safetensors file of latents, or an array of NumPy's.</param>
    /// <param name="codec">The model that decodes it.</param>
    /// <param name="scaled">Whether the values are on the scale of diffusion models; null: what the file says, or else no.</param>
    /// <param name="size">The picture's size; null for the file's word, or else the whole latent.</param>
    /// <exception cref="ProblemException">It is neither, or does not fit the model.</exception>
    public static Latents Read(byte[] file, LatentCodec codec, bool? scaled, (int? Width, int? Height) size)
    {
        var latents = Npy.Recognizes(file) ? ReadNpy(file, codec) : ReadSafetensors(file, codec);
        if (latents.Channels != codec.Config.LatentChannels)
            throw Invalid($"The model's latents have {codec.Config.LatentChannels} channels; got {latents.Channels}.");
        if (!latents.Mean.All(float.IsFinite))
            throw Invalid("The latent has values that are not finite.");
        var (width, height) = (size.Width ?? latents.PictureWidth, size.Height ?? latents.PictureHeight);
        var (maxWidth, maxHeight) = ((long)latents.Width * codec.DownsamplingFactor, (long)latents.Height * codec.DownsamplingFactor);
        if (width < 1 || height < 1 || width > maxWidth || height > maxHeight)
            throw Invalid($"A latent of {latents.Width}x{latents.Height} decodes to 1x1 up to {maxWidth}x{maxHeight} pixels; got {width}x{height}.");
        var isScaled = scaled ?? latents.IsNormalized;
        if (isScaled && codec.Scale is null)
            throw Invalid("The latent is scaled, and the model has no latent_mean and latent_std to undo that.");
        var result = new Latents(latents.Mean, latents.LogVariance, latents.Channels, latents.Height, latents.Width, width, height, codec.Scale);
        return isScaled ? result.WithMean(result.Denormalize(result.Mean)) : result;
    }

    private static Latents ReadSafetensors(byte[] file, LatentCodec codec)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var latents = LatentsFile.Read(stream, Name);
        return latents.Entries.Count == 1
            ? latents.Read(latents.Entries[0], codec.DownsamplingFactor)
            : throw Invalid($"Expected one latent; got {latents.Entries.Count}.");
    }

    private static Latents ReadNpy(byte[] file, LatentCodec codec)
    {
        var (shape, values) = Npy.Read(file);
        if (shape is [> 1, _, _, _])
            throw Invalid($"Expected one latent; got {shape[0]}.");
        var (channels, height, width) = (shape[^3], shape[^2], shape[^1]);
        var logVariances = new float[values.Length];
        Array.Fill(logVariances, LeastLogVariance);
        return new Latents(values, logVariances, channels, height, width, width * codec.DownsamplingFactor, height * codec.DownsamplingFactor);
    }

    private static ProblemException Invalid(string detail) => new(Problem.InvalidInput, detail);
}

using LiteVae.Inference;
using LiteVae.Pictures;

namespace LiteVae.Cli.Verbs;

/// <summary>Makes a named model ready, and says what a user should know of how it computes.</summary>
internal static class CodecLoader
{
    public static LiteVaeCodec Load(Session session, string model, CodecOptions options, Compute compute)
    {
        var device = compute.Prepare();
        var codec = LiteVaeCodec.Load(ModelLocation.Find(model), options, device);
        codec.Notice += session.Terminal.Warning;
        return codec;
    }

    /// <summary>Says, once a verb, that tiles will differ a little from the whole, where they do.</summary>
    public static void SayIfApproximate(Session session, LiteVaeCodec codec, RgbImage image, bool decodes)
    {
        string[] parts = [.. new[]
        {
            (Name: "encoder", Cut: codec.EncodesInTiles(image.Width, image.Height), Exact: codec.EncodesTilesExactly),
            (Name: "decoder", Cut: decodes && codec.DecodesInTiles(image.Width, image.Height), Exact: codec.DecodesTilesExactly),
        }.Where(p => p.Cut && !p.Exact).Select(p => p.Name)];
        if (parts.Length > 0)
        {
            session.Terminal.Message($"{image.Width}x{image.Height} is computed in tiles that fade into each other: this model's {string.Join(" and ", parts)} "
                + "looks at the whole image (GroupNorm, attention), so the result differs a little from computing it whole (--tile none)");
        }
    }
}

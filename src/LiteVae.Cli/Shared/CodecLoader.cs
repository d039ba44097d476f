using LiteVae.Codec;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Tiles;
using LiteVae.Inference;
using LiteVae.Pictures;
using LiteVae.Runs.Folders;

namespace LiteVae.Cli.Shared;

/// <summary>Makes a named model ready, and says what a user should know of how it computes.</summary>
internal static class CodecLoader
{
    /// <summary>Loads a model: without libtorch, unless a device or a precision asks for it.</summary>
    public static LatentCodec Load(Session session, string model, CodecOptions options, Compute compute)
    {
        var path = ModelLocation.Find(model);
        if (compute.Device == "cpu" && options.Precision != InferencePrecision.Bf16 && CodecRuntime.KernelsEnabled)
        {
            compute.SetThreads();
            return LatentCodec.Load(path, new() { Tiling = options.Tiling });
        }
        if (options.Tiling.Exact)
            throw new ConfigException("--exact-tiles", "is computed by our own kernels alone: on --device cpu, in --precision fp32, and without LITEVAE_KERNELS=off");
        var device = compute.Prepare();
        var codec = LiteVaeCodec.Load(path, options, device);
        codec.Notice += session.Terminal.Warning;
        return codec.Pictures;
    }

    /// <summary>Says, once a verb, that tiles will differ from the whole, where they do.</summary>
    /// <exception cref="ConfigException">No tile fits: the options that decide are named.</exception>
    public static void SayIfApproximate(Session session, LatentCodec codec, RgbImage image, bool decodes)
    {
        try
        {
            string[] parts = [.. new[]
            {
                (Name: "encoder", Cut: codec.EncodesInTiles(image.Width, image.Height), Exact: codec.EncodesTilesExactly),
                (Name: "decoder", Cut: decodes && codec.DecodesInTiles(image.Width, image.Height), Exact: codec.DecodesTilesExactly),
            }.Where(p => p.Cut && !p.Exact).Select(p => p.Name)];
            if (parts.Length > 0)
            {
                session.Terminal.Message($"{image.Width}x{image.Height} is computed in tiles that fade into each other: this model's {string.Join(" and ", parts)} "
                    + "looks at the whole image (GroupNorm, attention), so the result differs from computing it whole, the more the smaller the tiles: by tenths of the latent's deviation "
                    + "where it was measured (docs/performance.md). --tile none computes it whole; --exact-tiles gives the same where norms alone look at the whole image");
            }
        }
        catch (TilingException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>A tiling that cannot be, with the options that would make it possible.</summary>
    public static ConfigException Explain(TilingException e) =>
        new("--tile, --memory", $"{e.Message}: give --tile {e.MinSide} or more, --memory {e.MinMemoryMiB} or more, or --tile none");
}

using LiteVae.Codec;
using LiteVae.Codec.Diffusion;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Diffusion.LatentData;
using LiteVae.Diffusion.Recipes;
using LiteVae.Pictures;
using LiteVae.Runs;
using LiteVae.Runs.Description;

namespace LiteVae.Diffusion.Training;

/// <summary>Draws the samples of fixed seeds, each beside the nearest picture of the training data.</summary>
/// <param name="config">How many, and how.</param>
/// <param name="set">The training data; not owned.</param>
/// <param name="flip">Whether mirrored pictures are among the training data.</param>
/// <param name="firstStage">Decodes; not owned.</param>
internal sealed class SampleSheets(SampleConfig config, LatentSet set, bool flip, LatentCodec firstStage)
{
    private const int PairsInRow = 4;

    private readonly Lazy<NearestLatents> _nearest = new(() => new NearestLatents(set, flip));

    /// <summary>Samples through the present weights.</summary>
    public SampleSheet Draw(DiffusionHeader model, IDenoiserNetwork network, RunState state)
    {
        var latents = new LatentGenerator(model, network).Draw(config.Seed, 0, config.Count, config.OptionsFor(model.Config));
        RgbImage[] samples = [.. latents.Select(latent => LatentPictures.Decode(firstStage, latent, set.Shape))];
        RgbImage[] nearest = [.. latents.Select(Nearest)];
        var rows = Enumerable.Range(0, config.Count).Chunk(PairsInRow).Select(chunk => new SampleRow(
            $"samples {chunk[0]} to {chunk[^1]}", null, [.. chunk.SelectMany(i => new[] { samples[i], nearest[i] })]));
        string[] captions = [.. Enumerable.Range(0, Math.Min(PairsInRow, config.Count)).SelectMany(_ => new[] { "sample", "nearest" })];
        return new SampleSheet(state.Step, state.Images, captions, [.. rows]) { Progress = PictureGrid.Draw(samples) };
    }

    private RgbImage Nearest(float[] latent)
    {
        var (index, mirrored, _) = _nearest.Value.Find(set.Normalize(latent));
        return LatentPictures.Decode(firstStage, set.Read(index, mirrored).Mean, set.Shape);
    }
}

using LiteVae.Codec;
using LiteVae.Data;
using LiteVae.Pictures;

namespace LiteVae.Diffusion.LatentData;

/// <summary>A data set of latents as pictures: each is the mean of its posterior, decoded. Owns nothing.</summary>
/// <param name="set">The latents.</param>
/// <param name="firstStage">Decodes them.</param>
internal sealed class LatentPictureSource(LatentSet set, LatentCodec firstStage) : IImageSource
{
    public string Description => $"{set.Folder}: {set.Count} latents, decoded";

    public long? Count => set.Count;

    public SkippedImages Skipped { get; } = new();

    public string NameOf(long index) => set.NameOf((int)index);

    public RgbImage? TryLoad(long index, in LoadOptions options) => LatentPictures.Decode(firstStage, set.Read((int)index).Mean, set.Shape);

    public void Dispose()
    {
    }
}

namespace LiteVae.Data;

/// <summary>How one image is cut to size. The result is a pure function of the image and these values.</summary>
/// <param name="CropSize">Side of the square crop in pixels; null: the whole picture at its own size.</param>
/// <param name="Random">True: crop at random and, with <paramref name="Flip"/>, mirror half of the images. False: center crop.</param>
/// <param name="Flip">Allows mirroring left to right; only together with <paramref name="Random"/>.</param>
/// <param name="Seed">What chance is drawn from.</param>
public readonly record struct LoadOptions(int? CropSize, bool Random, bool Flip, ulong Seed)
{
    /// <summary>Length in pixels to which the picture's short side is brought before the crop; null: that of the crop. Not below it.</summary>
    public int? ShortSide { get; init; }
}

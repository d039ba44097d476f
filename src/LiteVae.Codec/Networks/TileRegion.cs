namespace LiteVae.Codec.Networks;

/// <summary>The part of a tile that it contributes to the picture, in positions of the latent within the tile.</summary>
/// <param name="Top">Its first row.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="TileHeight">Rows of the whole tile, context included.</param>
internal readonly record struct TileRegion(int Top, int Left, int Height, int Width, int TileHeight)
{
    /// <summary>The same part in feature maps of another resolution.</summary>
    /// <param name="rows">Their rows for the whole tile.</param>
    public TileRegion Scaled(int rows)
    {
        var scale = rows / TileHeight;
        return new(Top * scale, Left * scale, Height * scale, Width * scale, rows);
    }
}

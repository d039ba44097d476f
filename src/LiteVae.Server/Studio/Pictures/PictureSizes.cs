namespace LiteVae.Server.Studio.Pictures;

/// <summary>Bytes of a picture in several forms.</summary>
/// <param name="Pixels">Without compression, 3 bytes a pixel.</param>
/// <param name="Png">As PNG.</param>
/// <param name="Jpeg">As JPEG of quality 90.</param>
/// <param name="LatentHalf">Its latent in 2 bytes a value.</param>
/// <param name="LatentByte">Its latent in 1 byte a value.</param>
internal sealed record PictureSizes(long Pixels, long Png, long Jpeg, long LatentHalf, long LatentByte);

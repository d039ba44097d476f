using LiteVae.Pictures;

namespace LiteVae.Server.Studio.Pictures;

/// <summary>What the studio shows of a picture and a model; pictures are PNG files, which JSON holds in base64.</summary>
internal sealed record PictureAnalysis
{
    public required string Model { get; init; }

    /// <summary>In pixels.</summary>
    public required int Width { get; init; }

    /// <summary>In pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Z, h and w.</summary>
    public required IReadOnlyList<int> LatentShape { get; init; }

    /// <summary>In dB.</summary>
    public required double Psnr { get; init; }

    /// <summary>Up to 1; null for pictures with a side under 11 pixels.</summary>
    public double? Ssim { get; init; }

    /// <summary>Seconds of encoding and of decoding.</summary>
    public required IReadOnlyList<double> Seconds { get; init; }

    public required PictureSizes Bytes { get; init; }

    public required byte[] Original { get; init; }

    public required byte[] Reconstruction { get; init; }

    public required byte[] ErrorMap { get; init; }

    /// <summary>What the error map's colors mean.</summary>
    public required ColorScale ErrorScale { get; init; }

    /// <summary>The nested picture of three levels; null where the picture is smaller than 8 pixels.</summary>
    public byte[]? Subbands { get; init; }

    /// <summary>The latent in colors.</summary>
    public required byte[] LatentPicture { get; init; }

    /// <summary>Each channel in gray.</summary>
    public required IReadOnlyList<LatentChannel> Channels { get; init; }

    /// <summary>The latent's mean, [Z,h,w], as a NumPy file: what <c>/studio/edit</c> takes.</summary>
    public required byte[] Latent { get; init; }
}

namespace LiteVae.Server.Endpoints;

/// <summary>How near a reconstruction is to its picture.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="LatentShape">Z, h and w.</param>
/// <param name="Psnr">In dB.</param>
/// <param name="Ssim">Up to 1; null for pictures with a side under 11 pixels.</param>
internal sealed record Reconstruction(string Model, int Width, int Height, IReadOnlyList<int> LatentShape, double Psnr, double? Ssim);

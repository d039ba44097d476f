using LiteVae.Pictures;

namespace LiteVae.Training.Report;

/// <summary>What a codec without weights makes of a sample image.</summary>
/// <param name="Picture">Its reconstruction, in the size of the image.</param>
/// <param name="Psnr">PSNR of the reconstruction (dB).</param>
internal sealed record BaselineSample(RgbImage Picture, double Psnr);

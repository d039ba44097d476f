using LiteVae.Pictures;

namespace LiteVae.Training.Report;

/// <summary>A sample image and what a model makes of it.</summary>
/// <param name="Name">A file name, or "procedural 3".</param>
/// <param name="Original">The image.</param>
/// <param name="Reconstruction">Its reconstruction, same size.</param>
/// <param name="Baseline">What a codec without weights and of the same budget makes of it.</param>
/// <param name="ErrorMap">Absolute error of the reconstruction as a heat map, same size.</param>
/// <param name="Latent">The latent mean as colors, one pixel for each of its positions.</param>
/// <param name="Psnr">PSNR of the reconstruction (dB).</param>
internal sealed record ReconstructedSample(
    string Name, RgbImage Original, RgbImage Reconstruction, BaselineSample Baseline, RgbImage ErrorMap, RgbImage Latent, double Psnr);

using LiteVae.Pictures;

namespace LiteVae.Training.Observers;

/// <summary>The fixed sample images through the model at a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Items">One entry per sample image.</param>
public sealed record SampleSheet(long Step, long Images, IReadOnlyList<SampleItem> Items);

/// <summary>One sample image.</summary>
/// <param name="Name">A file name, or "procedural 3".</param>
/// <param name="Original">The image.</param>
/// <param name="Reconstruction">Its reconstruction, same size.</param>
/// <param name="ErrorMap">Absolute error as a heat map, same size.</param>
/// <param name="Latent">The latent mean as colours, 1/8 of the size.</param>
/// <param name="Psnr">PSNR of the reconstruction (dB).</param>
public sealed record SampleItem(
    string Name, RgbImage Original, RgbImage Reconstruction, RgbImage ErrorMap, RgbImage Latent, double Psnr);

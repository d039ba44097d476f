using LiteVae.Data.Loading;
using LiteVae.Runs;
using static TorchSharp.torch;

namespace LiteVae.Training.Images;

/// <summary>Hands the loop batches of image crops: one tensor [B,3,R,R] in [-1,1] each.</summary>
/// <param name="loader">Loads the crops; owned.</param>
/// <param name="device">Where the networks are.</param>
internal sealed class ImageBatchLoader(BatchLoader loader, Device device) : IBatchLoader
{
    public TrainingBatch Next() => new(loader.Next().Images.to(device));

    public void Dispose() => loader.Dispose();
}

namespace LiteVae.Evaluation.Generation;

/// <summary>Generates images by way of latents. Image i is always the same, whatever batch it is drawn in.</summary>
internal interface IImageGenerator
{
    /// <summary>Z, h and w of every latent.</summary>
    IReadOnlyList<int> LatentShape { get; }

    /// <summary>Height and width of every image, in pixels.</summary>
    (int Height, int Width) ImageSize { get; }

    /// <summary>Generates a batch.</summary>
    /// <param name="first">The number of its first image.</param>
    /// <param name="count">The number of its images.</param>
    /// <param name="progress">Told the share that is done, 0 to 1.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    GeneratedBatch Draw(long first, int count, Action<double>? progress, CancellationToken cancellationToken);
}

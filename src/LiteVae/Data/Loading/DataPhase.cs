namespace LiteVae.Data.Loading;

/// <summary>A stretch of training at one resolution and batch size.</summary>
/// <param name="Resolution">Side of the square crops in pixels, at least 1.</param>
/// <param name="Steps">Number of batches, at least 0.</param>
/// <param name="BatchSize">Images in a batch, at least 1.</param>
public sealed record DataPhase(int Resolution, long Steps, int BatchSize)
{
    /// <summary>Length in pixels to which the pictures' short sides are brought before they are cropped; null: the resolution.</summary>
    public int? ShortSide { get; init; }

    /// <summary>Number of images: steps x batch size.</summary>
    public long Images => checked(Steps * BatchSize);
}

namespace LiteVae.Inference.Stages;

/// <summary>A convolution with constant weights.</summary>
internal abstract class PreparedConvolution : IDisposable
{
    /// <summary>Computes it.</summary>
    /// <param name="x">[B,I,H,W].</param>
    /// <param name="around">What happens before and after.</param>
    /// <returns>[B,O,h,w].</returns>
    public abstract Features Run(Features x, Surroundings around);

    public abstract void Dispose();
}

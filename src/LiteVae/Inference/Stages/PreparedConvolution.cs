namespace LiteVae.Inference.Stages;

/// <summary>What happens around a convolution, at once with it.</summary>
/// <param name="Norm">What the input passes first.</param>
/// <param name="Beside">[B,J,H,W]: channels that follow those of the input; with a norm, or for 1x1 convolutions.</param>
/// <param name="Residual">Added to the result; of its shape.</param>
/// <param name="Scale">By which that sum is multiplied; one without a residual.</param>
/// <param name="Silu">Whether SiLU follows.</param>
/// <param name="Measure">Whether a norm will want the result's moments.</param>
internal readonly record struct Surroundings(
    NormStage? Norm = null, Features? Beside = null, Features? Residual = null, double Scale = 1, bool Silu = false, bool Measure = false)
{
    public Surroundings()
        : this(Norm: null)
    {
    }
}

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

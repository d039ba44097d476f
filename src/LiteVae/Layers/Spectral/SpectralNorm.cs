using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Layers.Spectral;

/// <summary>Divides a weight by an estimate of its largest singular value (Miyato et al. 2018).</summary>
/// <remarks>
/// The estimate is kept by power iteration in two vectors, which are buffers of the layer under the names of PyTorch's
/// <c>torch.nn.utils.spectral_norm</c>: <c>weight_u</c> [O] and <c>weight_v</c> [rest]. Nothing here is random after
/// construction, so a layer restored from its state continues exactly.
/// </remarks>
internal static class SpectralNorm
{
    private const double Epsilon = 1e-12;

    /// <summary>The weight over its spectral norm; the gradient flows through both.</summary>
    /// <param name="weight">[O, ...], read as the matrix [O, rest].</param>
    /// <param name="u">Left vector [O], updated in place if <paramref name="update"/>.</param>
    /// <param name="v">Right vector [rest], updated in place if <paramref name="update"/>.</param>
    /// <param name="update">Whether to take one step of power iteration first: in training mode only.</param>
    public static Tensor Normalize(Tensor weight, Tensor u, Tensor v, bool update)
    {
        var matrix = weight.reshape(weight.size(0), -1);
        if (update)
            Iterate(matrix, u, v);
        // Copies: the buffers change with the next forward pass, while this one's graph may still wait for its backward.
        var sigma = dot(u.clone(), mv(matrix, v.clone()));
        return weight / sigma;
    }

    /// <summary>A random unit vector, to begin the iteration from.</summary>
    public static Tensor RandomDirection(long length) => Unit(randn(length));

    private static void Iterate(Tensor matrix, Tensor u, Tensor v)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var fixedMatrix = matrix.detach();
        v.copy_(Unit(mv(fixedMatrix.t(), u)));
        u.copy_(Unit(mv(fixedMatrix, v)));
    }

    private static Tensor Unit(Tensor vector) => vector / vector.norm().ClampMin(Epsilon);
}

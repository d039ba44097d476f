using static TorchSharp.torch;

namespace LiteVae.Pictures;

/// <summary>Principal component analysis: the directions in which vectors vary most.</summary>
internal static class PrincipalComponents
{
    /// <summary>Projects vectors on their leading principal components.</summary>
    /// <param name="channels">[C,N], float64: N vectors of C numbers.</param>
    /// <param name="count">The number of components, at most C.</param>
    /// <returns>[count,N], by falling variance and with mean zero. The sign of a component is the one that makes its largest weight positive.</returns>
    public static Tensor Project(Tensor channels, int count)
    {
        using var scope = NewDisposeScope();
        var centered = channels - channels.mean([1], keepdim: true);
        var (_, vectors) = linalg.eigh(centered.matmul(centered.t()));                   // [C, C], eigenvalues rise from left to right
        var leading = vectors.narrow(1, vectors.size(1) - count, count).flip(1);         // [C, count]
        var largest = leading.gather(0, leading.abs().argmax(0, keepdim: true));         // [1, count]
        return (leading * largest.sign()).t().matmul(centered).MoveToOuterDisposeScope();
    }
}

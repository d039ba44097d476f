using MathNet.Numerics.LinearAlgebra;

namespace LiteVae.Pictures;

/// <summary>Principal component analysis: the directions in which vectors vary most.</summary>
internal static class PrincipalComponents
{
    /// <summary>Projects vectors on their leading principal components.</summary>
    /// <param name="channels">C rows of N values: N vectors of C numbers.</param>
    /// <param name="count">The number of components, at most C.</param>
    /// <returns>[count] rows of N values, by falling variance and with mean zero. The sign of a component is the one that makes its largest weight positive.</returns>
    public static double[][] Project(double[][] channels, int count)
    {
        var centered = Matrix<double>.Build.DenseOfRowArrays(channels.Select(Centered));
        var vectors = (centered * centered.Transpose()).Evd(Symmetricity.Symmetric).EigenVectors; // [C, C], eigenvalues rise from left to right
        return [.. Enumerable.Range(1, count).Select(i => Oriented(vectors.Column(vectors.ColumnCount - i))).Select(v => (v * centered).ToArray())];
    }

    private static double[] Centered(double[] values)
    {
        var mean = values.Average();
        return [.. values.Select(v => v - mean)];
    }

    private static Vector<double> Oriented(Vector<double> direction) => direction[direction.AbsoluteMaximumIndex()] < 0 ? -direction : direction;
}

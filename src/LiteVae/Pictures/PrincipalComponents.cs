namespace LiteVae.Pictures;

/// <summary>The directions in which vectors vary most.</summary>
internal static class PrincipalComponents
{
    /// <summary>Projects centred data on its leading principal components.</summary>
    /// <param name="channels">One array per channel, all of one length N.</param>
    /// <param name="count">Number of components, at most the number of channels.</param>
    /// <returns>One array of N per component, by falling variance; a component's largest weight is positive.</returns>
    public static double[][] Project(double[][] channels, int count)
    {
        var centred = channels.Select(Centre).ToArray();
        var (values, vectors) = Eigen(Covariance(centred));
        return [.. Enumerable.Range(0, channels.Length)
            .OrderByDescending(k => values[k])
            .Take(count)
            .Select(k => Combine(centred, Signed([.. Enumerable.Range(0, channels.Length).Select(i => vectors[i, k])])))];
    }

    private static double[] Centre(double[] channel)
    {
        var mean = channel.Average();
        return [.. channel.Select(v => v - mean)];
    }

    private static double[,] Covariance(double[][] centred)
    {
        var covariance = new double[centred.Length, centred.Length];
        for (var i = 0; i < centred.Length; i++)
            for (var j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = centred[i].Zip(centred[j], (x, y) => x * y).Sum();
        return covariance;
    }

    private static double[] Signed(double[] weights) =>
        weights.MaxBy(Math.Abs) < 0 ? [.. weights.Select(w => -w)] : weights;

    private static double[] Combine(double[][] centred, double[] weights)
    {
        var result = new double[centred[0].Length];
        for (var i = 0; i < centred.Length; i++)
            for (var n = 0; n < result.Length; n++)
                result[n] += weights[i] * centred[i][n];
        return result;
    }

    // Cyclic Jacobi rotations: each zeroes one pair; a few sweeps bring a symmetric matrix to its diagonal.
    private static (double[] Values, double[,] Vectors) Eigen(double[,] a)
    {
        var n = a.GetLength(0);
        var vectors = new double[n, n];
        for (var i = 0; i < n; i++)
            vectors[i, i] = 1;
        for (var sweep = 0; sweep < 50 && OffDiagonal(a) > 1e-20 * Diagonal(a); sweep++)
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++)
                    Rotate(a, vectors, p, q);
        return ([.. Enumerable.Range(0, n).Select(i => a[i, i])], vectors);
    }

    private static void Rotate(double[,] a, double[,] vectors, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var cosine = 1 / Math.Sqrt(t * t + 1);
        var sine = t * cosine;
        for (var k = 0; k < a.GetLength(0); k++)
            (a[k, p], a[k, q]) = (cosine * a[k, p] - sine * a[k, q], sine * a[k, p] + cosine * a[k, q]);
        for (var k = 0; k < a.GetLength(0); k++)
            (a[p, k], a[q, k]) = (cosine * a[p, k] - sine * a[q, k], sine * a[p, k] + cosine * a[q, k]);
        for (var k = 0; k < a.GetLength(0); k++)
            (vectors[k, p], vectors[k, q]) = (cosine * vectors[k, p] - sine * vectors[k, q], sine * vectors[k, p] + cosine * vectors[k, q]);
    }

    private static double OffDiagonal(double[,] a)
    {
        var sum = 0.0;
        for (var i = 0; i < a.GetLength(0); i++)
            for (var j = 0; j < i; j++)
                sum += a[i, j] * a[i, j];
        return sum;
    }

    private static double Diagonal(double[,] a) =>
        Enumerable.Range(0, a.GetLength(0)).Sum(i => a[i, i] * a[i, i]);
}

namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>A vector of float64 values that fills one register of an instruction set; weights are prepared in double precision.</summary>
internal unsafe interface IDoubleVector<TSelf>
    where TSelf : unmanaged, IDoubleVector<TSelf>
{
    /// <summary>The number of values in a vector.</summary>
    static abstract int Width { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>A vector whose values are all the same.</summary>
    static abstract TSelf Create(double value);

    /// <summary>Reads <see cref="Width"/> values.</summary>
    static abstract TSelf Load(double* from);

    /// <summary>Writes <see cref="Width"/> values.</summary>
    static abstract void Store(TSelf value, double* to);

    /// <summary>Rounds to float32 and writes <see cref="Width"/> values.</summary>
    static abstract void StoreSingle(TSelf value, float* to);
}

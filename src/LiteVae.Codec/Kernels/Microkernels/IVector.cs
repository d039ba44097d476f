namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>A vector of float32 values that fills one register of an instruction set.</summary>
/// <remarks>
/// Code that is generic over an implementation is compiled once for each of them, with every call here replaced by its
/// instruction. All operations run on every processor: where the instructions are absent, they are computed in halves.
/// </remarks>
internal unsafe interface IVector<TSelf>
    where TSelf : unmanaged, IVector<TSelf>
{
    /// <summary>The number of values in a vector.</summary>
    static abstract int Width { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>A vector whose values are all the same.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Reads <see cref="Width"/> values.</summary>
    static abstract TSelf Load(float* from);

    /// <summary>Writes <see cref="Width"/> values.</summary>
    static abstract void Store(TSelf value, float* to);

    /// <summary>The mask of the first <paramref name="count"/> values, for <see cref="LaneMask{TVector}"/> alone.</summary>
    static abstract TSelf Mask(int count);

    /// <summary>Reads the first <paramref name="count"/> values and touches no memory behind them; the others are zero.</summary>
    /// <param name="from">The address of the first value.</param>
    /// <param name="count">Less than <see cref="Width"/>.</param>
    /// <param name="mask">The result of <see cref="Mask"/> for this count.</param>
    static abstract TSelf LoadFirst(float* from, int count, TSelf mask);

    /// <summary>Writes the first <paramref name="count"/> values and touches no memory behind them.</summary>
    /// <param name="value">The vector.</param>
    /// <param name="to">The address of the first value.</param>
    /// <param name="count">Less than <see cref="Width"/>.</param>
    /// <param name="mask">The result of <see cref="Mask"/> for this count.</param>
    static abstract void StoreFirst(TSelf value, float* to, int count, TSelf mask);

    /// <summary>a * b + c: rounded once where the processor has a fused multiply-add, else twice.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The smaller values; if one is NaN, the result is <paramref name="right"/> or NaN.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger values; if one is NaN, the result is <paramref name="right"/> or NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>Adds the low nine bits of one vector's values to the exponents of another's: a multiplication by powers of two.</summary>
    /// <param name="value">Finite values.</param>
    /// <param name="exponents">Values whose lowest bits, read as integers, are the powers.</param>
    static abstract TSelf AddExponents(TSelf value, TSelf exponents);

    /// <summary>The sum of all values.</summary>
    static abstract float Sum(TSelf value);

    /// <summary>The largest of all values, none of which is NaN.</summary>
    static abstract float Max(TSelf value);

    /// <summary>Reads <see cref="Width"/> values in double precision.</summary>
    static abstract TSelf LoadDouble(double* from);

    /// <summary>Writes all values in double precision.</summary>
    static abstract void StoreDouble(TSelf value, double* to);

    /// <summary>Adds all values to others in double precision.</summary>
    static abstract void AddDouble(TSelf value, double* to);
}

namespace LiteVae.Codec.Kernels.Microkernels.InstructionSets;

/// <summary>The vector operations of an instruction set.</summary>
/// <remarks>
/// Code that is generic over an implementation is compiled once for each of them, with every call replaced by its
/// instruction. The operations are functions of the runtime's own vector types rather than operators of a type that wraps
/// them: the compiler moves constants out of loops over the former only. All operations compute on every processor; where
/// it has no such registers, the runtime takes halves of them.
/// </remarks>
/// <typeparam name="TVector">A register of float32 values.</typeparam>
/// <typeparam name="TDouble">A register of float64 values, in which weights are prepared.</typeparam>
internal unsafe interface IInstructionSet<TVector, TDouble>
    where TVector : unmanaged
    where TDouble : unmanaged
{
    /// <summary>The number of float32 values in a vector.</summary>
    static abstract int Width { get; }

    /// <summary>The number of float64 values in a vector.</summary>
    static abstract int DoubleWidth { get; }

    /// <summary>The number of vectors in a panel's row, one or two.</summary>
    static abstract int PanelVectors { get; }

    /// <summary>The number of rows that a matrix product holds in registers with two vectors of columns, at most twelve.</summary>
    static abstract int TileRows { get; }

    /// <summary>A vector whose values are all the same.</summary>
    static abstract TVector Create(float value);

    /// <summary>Reads <see cref="Width"/> values.</summary>
    static abstract TVector Load(float* from);

    /// <summary>Writes <see cref="Width"/> values.</summary>
    static abstract void Store(TVector value, float* to);

    /// <summary>The mask of the first <paramref name="count"/> values, as <see cref="LoadFirst"/> takes it.</summary>
    static abstract TVector Mask(int count);

    /// <summary>Reads the first <paramref name="count"/> values and touches no memory behind them; the others are zero.</summary>
    /// <param name="from">The address of the first value.</param>
    /// <param name="count">At least one and less than <see cref="Width"/>.</param>
    /// <param name="mask">The result of <see cref="Mask"/> for this count.</param>
    static abstract TVector LoadFirst(float* from, int count, TVector mask);

    /// <summary>Writes the first <paramref name="count"/> values and touches no memory behind them.</summary>
    /// <remarks>In halves rather than by masked stores, which take several times as long on some processors.</remarks>
    /// <param name="value">The vector.</param>
    /// <param name="to">The address of the first value.</param>
    /// <param name="count">At least one and less than <see cref="Width"/>.</param>
    static abstract void StoreFirst(TVector value, float* to, int count);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>a * b + c: rounded once where the processor has a fused multiply-add, else twice.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The smaller values; if one is NaN, the result is <paramref name="right"/> or NaN.</summary>
    static abstract TVector Min(TVector left, TVector right);

    /// <summary>The larger values; if one is NaN, the result is <paramref name="right"/> or NaN.</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <summary>Adds the low nine bits of one vector's values to the exponents of another's: a multiplication by powers of two.</summary>
    /// <param name="value">Finite values.</param>
    /// <param name="exponents">Values whose lowest bits, read as integers, are the powers.</param>
    static abstract TVector AddExponents(TVector value, TVector exponents);

    /// <summary>The sum of all values.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The largest of all values, none of which is NaN.</summary>
    static abstract float Max(TVector value);

    /// <summary>Reads <see cref="Width"/> float64 values and rounds them.</summary>
    static abstract TVector LoadNarrow(double* from);

    /// <summary>Writes all values as float64.</summary>
    static abstract void StoreWide(TVector value, double* to);

    /// <summary>Adds all values to float64 values in memory.</summary>
    static abstract void AddWide(TVector value, double* to);

    /// <summary>A float64 vector whose values are all the same.</summary>
    static abstract TDouble CreateDouble(double value);

    /// <summary>Reads <see cref="DoubleWidth"/> values.</summary>
    static abstract TDouble LoadDouble(double* from);

    /// <summary>Writes <see cref="DoubleWidth"/> values.</summary>
    static abstract void Store(TDouble value, double* to);

    /// <summary>Rounds to float32 and writes <see cref="DoubleWidth"/> values.</summary>
    static abstract void StoreNarrow(TDouble value, float* to);

    static abstract TDouble Add(TDouble left, TDouble right);

    static abstract TDouble Subtract(TDouble left, TDouble right);

    static abstract TDouble Multiply(TDouble left, TDouble right);
}

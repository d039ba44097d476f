namespace LiteVae.Codec.Kernels.Microkernels;

/// <summary>The innermost loops of all kernels, for one instruction set.</summary>
/// <remarks>
/// An implementation owns the width of vectors, the width of panels and how panels are packed. A panel holds
/// <see cref="PanelColumns"/> columns of a matrix [depth, columns], row by row: [depth, PanelColumns]. Calls are coarse,
/// some hundred multiplications at least, so that their being virtual costs nothing.
/// </remarks>
internal abstract unsafe partial class Microkernel
{
    private static Microkernel? _current;

    /// <summary>The implementation that kernels use where they are not given another: see <see cref="Processor.KernelsVariable"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">The variable asks for what this processor lacks.</exception>
    public static Microkernel Current => _current ??= MicrokernelChoice.Named(Environment.GetEnvironmentVariable(Processor.KernelsVariable));

    /// <summary>The name under which <see cref="Processor.KernelsVariable"/> asks for this implementation.</summary>
    public abstract string Name { get; }

    /// <summary>The number of float32 values in a vector.</summary>
    public abstract int VectorWidth { get; }

    /// <summary>The number of columns in a panel, a multiple of <see cref="VectorWidth"/>.</summary>
    public abstract int PanelColumns { get; }

    /// <summary>The number of rows that <see cref="Multiply"/> takes at a time: blocks of a multiple of it are the fastest.</summary>
    public abstract int BlockRows { get; }

    /// <summary>The smallest multiple of <see cref="VectorWidth"/> that is not below a number of channels.</summary>
    public int RoundToVectors(int channels) => (channels + VectorWidth - 1) / VectorWidth * VectorWidth;

    /// <summary>The number of panels that hold a number of columns.</summary>
    public int Panels(int columns) => (columns + PanelColumns - 1) / PanelColumns;

    /// <summary>Packs up to <see cref="PanelColumns"/> columns of a matrix as rows of a panel; columns that do not exist become zero.</summary>
    /// <param name="from">The first row's first column.</param>
    /// <param name="rowStride">The distance from a row of the matrix to the next.</param>
    /// <param name="columnStride">The distance from a column of the matrix to the next.</param>
    /// <param name="depth">The number of rows.</param>
    /// <param name="columns">The number of columns that exist.</param>
    /// <param name="panel">[depth, PanelColumns], written.</param>
    public abstract void Pack(float* from, long rowStride, long columnStride, int depth, int columns, float* panel);

    /// <summary>c = a b for one or several panels of b that lie side by side in c.</summary>
    /// <param name="a">[rows, depth].</param>
    /// <param name="aStride">The distance from a row of <paramref name="a"/> to the next.</param>
    /// <param name="rows">Any number.</param>
    /// <param name="depth">Any number.</param>
    /// <param name="panels">The first panel.</param>
    /// <param name="panelStride">The distance from a panel to the next.</param>
    /// <param name="panelCount">The number of panels.</param>
    /// <param name="c">[rows, panelCount * PanelColumns], written.</param>
    /// <param name="cStride">The distance from a row of <paramref name="c"/> to the next.</param>
    /// <param name="next">The panel that will be multiplied after this call; it is fetched into the cache meanwhile. The address need not exist.</param>
    /// <param name="accumulate">Whether the product is added to <paramref name="c"/> rather than written.</param>
    public abstract void Multiply(
        float* a, long aStride, int rows, int depth, float* panels, long panelStride, int panelCount, float* c, long cStride, float* next, bool accumulate = false);

    /// <summary>c += a^T b.</summary>
    /// <param name="a">[depth, rows].</param>
    /// <param name="aStride">The distance from a row of <paramref name="a"/> to the next.</param>
    /// <param name="rows">Even.</param>
    /// <param name="b">[depth, columns].</param>
    /// <param name="bStride">The distance from a row of <paramref name="b"/> to the next.</param>
    /// <param name="columns">A multiple of <see cref="PanelColumns"/>.</param>
    /// <param name="depth">Any number.</param>
    /// <param name="c">[rows, columns], added to.</param>
    /// <param name="cStride">The distance from a row of <paramref name="c"/> to the next.</param>
    public abstract void AddTransposed(float* a, long aStride, int rows, float* b, long bStride, int columns, int depth, float* c, long cStride);

    /// <summary>Adds biases to rows of a product, applies an epilogue and stores the result.</summary>
    /// <param name="from">[rows, channels].</param>
    /// <param name="fromStride">The distance from a row of <paramref name="from"/> to the next.</param>
    /// <param name="rows">Any number.</param>
    /// <param name="channels">Any number; whole vectors are read of <paramref name="from"/> and <paramref name="bias"/>.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="epilogue">The operations between the product and its storage.</param>
    /// <param name="to">The origin that offsets count from.</param>
    /// <param name="offset">The offset of the first result, and of the first value of the epilogue's residual.</param>
    /// <param name="step">The distance from a row of results to the next.</param>
    public abstract void StoreRows(float* from, long fromStride, int rows, int channels, float* bias, in Epilogue epilogue, float* to, long offset, long step);

    /// <summary>SiLU of positions: to = silu(from).</summary>
    /// <param name="from">[positions, channels].</param>
    /// <param name="channels">Any number.</param>
    /// <param name="to">[positions, channels]; may be <paramref name="from"/>.</param>
    /// <param name="step">The distance from a position of <paramref name="to"/> to the next.</param>
    /// <param name="positions">Any number.</param>
    public abstract void Silu(float* from, int channels, float* to, long step, int positions);

    /// <summary>An affine map of each channel, followed by SiLU if asked for: to = silu(from * scale + shift).</summary>
    /// <param name="from">[positions, channels].</param>
    /// <param name="channels">Any number.</param>
    /// <param name="to">[positions, channels]; may be <paramref name="from"/>.</param>
    /// <param name="step">The distance from a position of <paramref name="to"/> to the next.</param>
    /// <param name="positions">Any number.</param>
    /// <param name="scale">[channels].</param>
    /// <param name="shift">[channels].</param>
    /// <param name="silu">Whether SiLU follows.</param>
    public abstract void Normalize(float* from, int channels, float* to, long step, int positions, float* scale, float* shift, bool silu);

    /// <summary>Adds, for each channel, the sum of differences from an origin and the sum of their squares.</summary>
    /// <param name="from">[positions, channels].</param>
    /// <param name="origin">[channels].</param>
    /// <param name="positions">Few enough for sums in float32.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="sums">[2, channels], added to: the sums, then the sums of squares.</param>
    public abstract void AddMoments(float* from, float* origin, int positions, int channels, double* sums);

    /// <summary>The gradient of SiLU after a normalization and an affine map, and what the gradients of that map are summed from.</summary>
    /// <param name="x">[positions, channels].</param>
    /// <param name="gradient">[positions, channels], the gradient of the result.</param>
    /// <param name="addend">[positions, channels], added to what is written but not to the sums; may have no data.</param>
    /// <param name="result">[positions, channels], written: the gradient of what SiLU was given; may be the gradient.</param>
    /// <param name="positions">Few enough for sums in float32.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="scale">[channels], of the normalization x * scale + shift.</param>
    /// <param name="shift">[channels].</param>
    /// <param name="weight">[channels], of the affine map.</param>
    /// <param name="bias">[channels].</param>
    /// <param name="sums">The sums of gradients, [channels], added to.</param>
    /// <param name="products">The sums of their products with normalized values, [channels], added to.</param>
    public abstract void SiluGradient(
        ChannelRows x, ChannelRows gradient, ChannelRows addend, ChannelRows result, int positions, int channels,
        float* scale, float* shift, float* weight, float* bias, double* sums, double* products);

    /// <summary>result = gradient * a + x * b + c + addend, channel by channel.</summary>
    /// <param name="x">[positions, channels].</param>
    /// <param name="gradient">[positions, channels].</param>
    /// <param name="addend">[positions, channels]; may have no data.</param>
    /// <param name="result">[positions, channels], written; may be the gradient.</param>
    /// <param name="positions">Any number.</param>
    /// <param name="channels">Any number.</param>
    /// <param name="a">[channels].</param>
    /// <param name="b">[channels].</param>
    /// <param name="c">[channels].</param>
    public abstract void Combine(
        ChannelRows x, ChannelRows gradient, ChannelRows addend, ChannelRows result, int positions, int channels, float* a, float* b, float* c);

    /// <summary>The largest of some values, none of which is NaN; minus infinity of none.</summary>
    public abstract float Max(float* values, int count);

    /// <summary>Replaces values by exp(scale * value - shift) and returns the sum of the results, as a softmax needs them.</summary>
    /// <param name="values">Replaced.</param>
    /// <param name="count">Any number.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="shift">Subtracted, such as the largest of the scaled values. Arguments below -87 count as -87.</param>
    public abstract float ExpSum(float* values, int count, float scale, float shift);

    /// <summary>Multiplies values by a factor.</summary>
    public abstract void Scale(float* values, int count, float factor);
}

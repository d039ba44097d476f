using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Kernels;

/// <summary>A 3x3 convolution of stride one, padded by one, in a quarter of the multiplications.</summary>
/// <remarks>
/// Threads take blocks of tiles. A block's transformed inputs and products stay in a core's own cache between the three
/// steps, so that memory sees each input and each output about once.
/// </remarks>
internal sealed unsafe class WinogradConvolution : IDisposable
{
    private const int Vector = 8;

    // What a block may take of a core's second-level cache, in floats, and the tiles that make its matrix products efficient.
    private const int BlockFloats = 96 * 1024;
    private const int FewestTiles = 12;
    private const int MostTiles = 36;
    private const int ColumnsAtOnce = 2 * MatrixTiles.Columns;

    private readonly int _inputs;
    private readonly int _depth; // inputs, rounded up to whole vectors
    private readonly int _outputs;
    private readonly int _panels;
    private readonly FloatBuffer _kernels; // [panel, product, depth, 16]
    private readonly FloatBuffer _bias;
    private readonly FloatBuffer _zeros;

    /// <param name="weight">[outputs, inputs, 3, 3].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">Channels.</param>
    public WinogradConvolution(float[] weight, float[] bias, int inputs)
    {
        (_inputs, _outputs) = (inputs, bias.Length);
        _depth = (inputs + Vector - 1) / Vector * Vector;
        _panels = (_outputs + MatrixTiles.Columns - 1) / MatrixTiles.Columns;
        _kernels = new FloatBuffer((long)_panels * WinogradTransform.Products * _depth * MatrixTiles.Columns);
        _bias = new FloatBuffer(_panels * MatrixTiles.Columns);
        _zeros = new FloatBuffer(_depth);
        bias.CopyTo(new Span<float>(_bias.Pointer, _outputs));
        KernelThreads.For(_panels, panel => TransformKernels(weight, panel));
    }

    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="y">The result: of the input's size, or twice as high and wide if <paramref name="upsample"/>.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="upsample">Whether the input is first enlarged by two, by repeating its positions.</param>
    public void Run(FeatureMaps x, FeatureMaps y, Epilogue epilogue, bool upsample = false)
    {
        var grid = new TileGrid(y.Images, y.Height, y.Width);
        var block = grid.Block(Math.Clamp(BlockFloats / (WinogradTransform.Products * _depth), FewestTiles, MostTiles));
        var next = new StrongBox<int>();
        KernelThreads.Run(() =>
        {
            var work = new Block(this, x, y, epilogue, upsample ? 1 : 0, grid, block);
            for (var first = Interlocked.Add(ref next.Value, block) - block; first < grid.Count; first = Interlocked.Add(ref next.Value, block) - block)
                work.Compute(first, Math.Min(block, grid.Count - first));
        });
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _bias.Dispose();
        _zeros.Dispose();
    }

    // G g G^T, in double: these are computed once.
    private void TransformKernels(float[] weight, int panel)
    {
        const int Side = WinogradTransform.Inputs;
        Span<double> taps = stackalloc double[3];
        Span<double> column = stackalloc double[Side];
        Span<double> rows = stackalloc double[Side * 3];
        for (var output = panel * MatrixTiles.Columns; output < Math.Min(_outputs, (panel + 1) * MatrixTiles.Columns); output++)
        {
            for (var input = 0; input < _inputs; input++)
            {
                var kernel = weight.AsSpan((output * _inputs + input) * 9, 9);
                for (var x = 0; x < 3; x++)
                {
                    for (var y = 0; y < 3; y++)
                        taps[y] = kernel[y * 3 + x];
                    WinogradTransform.Kernel(taps, column);
                    for (var y = 0; y < Side; y++)
                        rows[y * 3 + x] = column[y];
                }
                var to = _kernels.Pointer + ((long)panel * WinogradTransform.Products * _depth + input) * MatrixTiles.Columns + output % MatrixTiles.Columns;
                for (var y = 0; y < Side; y++)
                {
                    WinogradTransform.Kernel(rows.Slice(y * 3, 3), column);
                    for (var x = 0; x < Side; x++)
                        to[(long)(y * Side + x) * _depth * MatrixTiles.Columns] = (float)column[x];
                }
            }
        }
    }

    /// <summary>A thread's share: tiles are transformed, multiplied and transformed back.</summary>
    private readonly struct Block
    {
        private const int Side = WinogradTransform.Inputs;

        private readonly WinogradConvolution _convolution;
        private readonly FeatureMaps _x;
        private readonly FeatureMaps _y;
        private readonly Epilogue _epilogue;
        private readonly int _shift;
        private readonly TileGrid _grid;
        private readonly int _inputStride; // between the inputs of two products
        private readonly int _productStride;
        private readonly float* _temporary; // [36, 8]
        private readonly float* _tail; // [36, 8]
        private readonly float* _transformed; // [36, tiles, depth]
        private readonly float* _products; // [36, tiles, columns at once]

        public Block(WinogradConvolution convolution, FeatureMaps x, FeatureMaps y, Epilogue epilogue, int shift, TileGrid grid, int tiles)
        {
            (_convolution, _x, _y, _epilogue, _shift, _grid) = (convolution, x, y, epilogue, shift, grid);
            // A cache line more, so that the 36 streams do not all fall on the same lines of the cache.
            _inputStride = tiles * convolution._depth + 16;
            _productStride = tiles * ColumnsAtOnce + 16;
            const int Patch = WinogradTransform.Products * Vector;
            _temporary = ThreadScratch.Get(2L * Patch + (long)WinogradTransform.Products * (_inputStride + _productStride));
            _tail = _temporary + Patch;
            _transformed = _tail + Patch;
            _products = _transformed + (long)WinogradTransform.Products * _inputStride;
        }

        public void Compute(int first, int count)
        {
            var (depth, panels) = (_convolution._depth, _convolution._panels);
            for (var i = 0; i < count; i++)
                TransformInput(first + i, _transformed + (long)i * depth);
            var rows = (count + 1) & ~1;
            for (var column = 0; column < panels * MatrixTiles.Columns; column += ColumnsAtOnce)
            {
                var columns = Math.Min(ColumnsAtOnce, panels * MatrixTiles.Columns - column);
                for (var product = 0; product < WinogradTransform.Products; product++)
                {
                    var inputs = _transformed + (long)product * _inputStride;
                    for (var c = 0; c < columns; c += MatrixTiles.Columns)
                    {
                        var panel = (column + c) / MatrixTiles.Columns;
                        var kernels = _convolution._kernels.Pointer + ((long)panel * WinogradTransform.Products + product) * depth * MatrixTiles.Columns;
                        MatrixTiles.Multiply(inputs, rows, kernels, depth, _products + (long)product * _productStride + c, ColumnsAtOnce);
                    }
                }
                for (var i = 0; i < count; i++)
                    TransformOutput(first + i, _products + i * ColumnsAtOnce, column, Math.Min(columns, _convolution._outputs - column));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TransformInput(int tile, float* result)
        {
            var positions = stackalloc float*[WinogradTransform.Products];
            Locate(tile, positions);
            var whole = _x.Channels / Vector * Vector;
            for (var channel = 0; channel < whole; channel += Vector)
                TransformInput(positions, channel, result + channel);
            if (whole == _x.Channels)
                return;
            for (var i = 0; i < WinogradTransform.Products; i++)
            {
                for (var c = 0; c < Vector; c++)
                    _tail[i * Vector + c] = whole + c < _x.Channels ? positions[i][whole + c] : 0;
                positions[i] = _tail + i * Vector;
            }
            TransformInput(positions, 0, result + whole);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void TransformInput(float** positions, int channel, float* result)
        {
            for (var column = 0; column < Side; column++)
            {
                var p = positions + column;
                WinogradTransform.Input(
                    Vector256.Load(p[0] + channel), Vector256.Load(p[Side] + channel), Vector256.Load(p[2 * Side] + channel),
                    Vector256.Load(p[3 * Side] + channel), Vector256.Load(p[4 * Side] + channel), Vector256.Load(p[5 * Side] + channel),
                    _temporary + column * Vector, Side * Vector);
            }
            for (var row = 0; row < Side; row++)
            {
                var d = _temporary + row * Side * Vector;
                WinogradTransform.Input(
                    Vector256.Load(d), Vector256.Load(d + Vector), Vector256.Load(d + 2 * Vector),
                    Vector256.Load(d + 3 * Vector), Vector256.Load(d + 4 * Vector), Vector256.Load(d + 5 * Vector),
                    result + (long)row * Side * _inputStride, _inputStride);
            }
        }

        // Where each input of a tile lies; outside of the image there are zeros.
        private void Locate(int tile, float** positions)
        {
            var (image, top, left) = _grid.Tile(tile);
            for (var row = 0; row < Side; row++)
            {
                for (var column = 0; column < Side; column++)
                {
                    var (y, x) = (top + row - 1, left + column - 1);
                    var inside = (uint)y < (uint)_y.Height && (uint)x < (uint)_y.Width;
                    positions[row * Side + column] = inside ? _x.At(image, y >> _shift, x >> _shift) : _convolution._zeros.Pointer;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void TransformOutput(int tile, float* products, int firstChannel, int channels)
        {
            var (image, top, left) = _grid.Tile(tile);
            var (height, width) = (Math.Min(WinogradTransform.Outputs, _y.Height - top), Math.Min(WinogradTransform.Outputs, _y.Width - left));
            for (var channel = 0; channel < channels; channel += Vector)
            {
                for (var column = 0; column < Side; column++)
                {
                    var (y0, y1, y2, y3) = WinogradTransform.Output(products + channel + (long)column * _productStride, (long)Side * _productStride);
                    var to = _temporary + column * Vector;
                    y0.Store(to);
                    y1.Store(to + Side * Vector);
                    y2.Store(to + 2 * Side * Vector);
                    y3.Store(to + 3 * Side * Vector);
                }
                var bias = Vector256.Load(_convolution._bias.Pointer + firstChannel + channel);
                var mask = LaneMask.First(channels - channel);
                for (var row = 0; row < height; row++)
                {
                    var (y0, y1, y2, y3) = WinogradTransform.Output(_temporary + row * Side * Vector, Vector);
                    var offset = _y.At(image, top + row, left) + firstChannel + channel - _y.Data;
                    _epilogue.Store(y0 + bias, _y.Data, offset, mask);
                    if (width > 1)
                        _epilogue.Store(y1 + bias, _y.Data, offset + _y.Channels, mask);
                    if (width > 2)
                        _epilogue.Store(y2 + bias, _y.Data, offset + 2 * _y.Channels, mask);
                    if (width > 3)
                        _epilogue.Store(y3 + bias, _y.Data, offset + 3 * _y.Channels, mask);
                }
            }
        }
    }
}

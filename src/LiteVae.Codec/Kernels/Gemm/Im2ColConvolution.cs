using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LiteVae.Codec.Kernels.Gemm;

/// <summary>A convolution of any kernel and stride as a matrix product: what each output sees is gathered into a row.</summary>
internal sealed unsafe class Im2ColConvolution : IDisposable
{
    private const int Vector = 8;

    // Rows gathered at a time: what a core's second-level cache holds concat a panel.
    private const int BlockFloats = 64 * 1024;
    private const int MostRows = 96;
    private const int FewestRows = 12;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _height;
    private readonly int _width;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _depth;
    private readonly int _panels;
    private readonly FloatBuffer _kernels; // [panel, depth, 16]
    private readonly FloatBuffer _bias;

    /// <param name="weight">[outputs, inputs, height, width].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">Channels; of both inputs together where there are two.</param>
    /// <param name="outputs">Channels.</param>
    /// <param name="height">Of the kernel.</param>
    /// <param name="width">Of the kernel.</param>
    /// <param name="stride">Positions from an output to the next.</param>
    /// <param name="padding">Zeros at the top and the left; at the bottom and the right there are as many as the result's size asks for.</param>
    public Im2ColConvolution(float* weight, float* bias, int inputs, int outputs, int height, int width, int stride, int padding)
    {
        (_inputs, _outputs, _height, _width, _stride, _padding) = (inputs, outputs, height, width, stride, padding);
        _depth = height * width * inputs;
        _panels = (_outputs + GemmMicrokernel.Columns - 1) / GemmMicrokernel.Columns;
        _kernels = new FloatBuffer((long)_panels * _depth * GemmMicrokernel.Columns);
        _bias = new FloatBuffer(bias, outputs, _panels * GemmMicrokernel.Columns);
        for (var output = 0; output < _outputs; output++)
        {
            var panel = _kernels.Pointer + (long)(output / GemmMicrokernel.Columns) * _depth * GemmMicrokernel.Columns + output % GemmMicrokernel.Columns;
            for (var input = 0; input < inputs; input++)
            {
                for (var tap = 0; tap < height * width; tap++)
                    panel[(long)(tap * inputs + input) * GemmMicrokernel.Columns] = weight[((long)output * inputs + input) * height * width + tap];
            }
        }
    }

    /// <summary>Computes it.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's; for 1x1 kernels.</param>
    /// <param name="y">The result.</param>
    /// <param name="epilogue">What follows.</param>
    public void Run(FeatureMaps x, FeatureMaps? concat, FeatureMaps y, Epilogue epilogue)
    {
        x.Require(_inputs - (concat?.Channels ?? 0), y, _outputs);
        var direct = _depth == _inputs && _stride == 1 && concat is null;
        var threads = KernelThreads.Count;
        var most = Math.Clamp(BlockFloats / _depth, FewestRows, MostRows) / 6 * 6;
        var block = (int)Math.Min(most, (y.Positions + threads - 1) / threads + 1 & ~1L);
        var next = new StrongBox<long>();
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var products = ThreadScratch.Get(block * GemmMicrokernel.Columns + (long)block * _depth);
            var gathered = products + block * GemmMicrokernel.Columns;
            for (var first = Interlocked.Add(ref next.Value, block) - block; first < y.Positions; first = Interlocked.Add(ref next.Value, block) - block)
            {
                var count = (int)Math.Min(block, y.Positions - first);
                // An odd last row would have the kernel read one that does not exist.
                if (!direct || count % 2 != 0)
                    Gather(x, concat, y, first, count, gathered);
                Multiply(direct && count % 2 == 0 ? x.Data + first * _depth : gathered, count, products, y, first, epilogue);
            }
        });
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _bias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* rows, int count, float* products, FeatureMaps y, long first, Epilogue epilogue)
    {
        for (var panel = 0; panel < _panels; panel++)
        {
            var kernel = _kernels.Pointer + (long)panel * _depth * GemmMicrokernel.Columns;
            GemmMicrokernel.Multiply(rows, (count + 1) & ~1, kernel, _depth, products, GemmMicrokernel.Columns, kernel + _depth * GemmMicrokernel.Columns);
            for (var channel = panel * GemmMicrokernel.Columns; channel < Math.Min(_outputs, (panel + 1) * GemmMicrokernel.Columns); channel += Vector)
            {
                var bias = Vector256.Load(_bias.Pointer + channel);
                var mask = LaneMask.First(_outputs - channel);
                var from = products + channel % GemmMicrokernel.Columns;
                for (var row = 0; row < count; row++)
                    epilogue.Store(Vector256.Load(from + row * GemmMicrokernel.Columns) + bias, y.Data, (first + row) * _outputs + channel, mask);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(FeatureMaps x, FeatureMaps? concat, FeatureMaps y, long first, int count, float* to)
    {
        for (var position = first; position < first + count; position++)
        {
            var (line, column) = Math.DivRem(position, y.Width);
            var (image, row) = Math.DivRem(line, y.Height);
            for (var tap = 0; tap < _height * _width; tap++)
            {
                var (top, left) = ((int)row * _stride - _padding + tap / _width, (int)column * _stride - _padding + tap % _width);
                if ((uint)top < (uint)x.Height && (uint)left < (uint)x.Width)
                {
                    Copy(x.At((int)image, top, left), x.Channels, to);
                    if (concat is { } second)
                        Copy(second.At((int)image, top, left), second.Channels, to + x.Channels);
                }
                else
                {
                    new Span<float>(to, _inputs).Clear();
                }
                to += _inputs;
            }
        }
    }

    private static void Copy(float* from, int count, float* to) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}

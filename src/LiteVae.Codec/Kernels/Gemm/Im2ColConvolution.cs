using System.Runtime.CompilerServices;

namespace LiteVae.Codec.Kernels.Gemm;

/// <summary>A convolution of any kernel size and stride as a matrix product: the inputs of each output are gathered into a row.</summary>
internal sealed unsafe class Im2ColConvolution : IDisposable
{
    // The floats of gathered rows that a core's second-level cache holds beside a panel.
    private const int BlockFloats = 64 * 1024;
    private const int MaxRows = 96;
    private const int MinRows = 12;

    // The panels of outputs that are multiplied before their products are stored.
    private const int PanelsAtOnce = 2;

    // The parts of the outputs that a thread takes one after the other where threads share them, so that they end together.
    private const int ItemsOfThread = 2;

    private readonly Microkernel _loops;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _height;
    private readonly int _width;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _depth;
    private readonly int _panels;
    private readonly int _columns; // of PanelsAtOnce panels
    private readonly FloatBuffer _kernels; // [panel, depth, PanelColumns]
    private readonly FloatBuffer _bias;

    /// <param name="weight">[outputs, inputs, height, width].</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="inputs">The number of input channels; of both inputs together where there are two.</param>
    /// <param name="outputs">The number of output channels.</param>
    /// <param name="height">The kernel's height.</param>
    /// <param name="width">The kernel's width.</param>
    /// <param name="stride">The distance in input positions between neighboring outputs.</param>
    /// <param name="padding">The number of zeros at the top and the left; at the bottom and the right it follows from the result's size.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    /// <param name="scale">[outputs], factors of the result, bias included, that become part of the weights; null for none.</param>
    public Im2ColConvolution(
        float* weight, float* bias, int inputs, int outputs, int height, int width, int stride, int padding, Microkernel? microkernel = null, float* scale = null)
        : this(inputs, outputs, height, width, stride, padding, bias, microkernel)
    {
        for (var panel = 0; panel < _panels; panel++)
        {
            var first = panel * _loops.PanelColumns;
            var kernels = weight + (long)first * inputs * height * width;
            for (var tap = 0; tap < height * width; tap++)
            {
                _loops.Pack(
                    kernels + tap, height * width, (long)inputs * height * width, inputs, Math.Min(_loops.PanelColumns, outputs - first),
                    _kernels.Pointer + panel * PanelStride + (long)tap * inputs * _loops.PanelColumns);
            }
        }
        if (scale is not null)
            ScaleOutputs(scale);
    }

    private Im2ColConvolution(int inputs, int outputs, int height, int width, int stride, int padding, float* bias, Microkernel? microkernel)
    {
        _loops = microkernel ?? Microkernel.Current;
        (_inputs, _outputs, _height, _width, _stride, _padding) = (inputs, outputs, height, width, stride, padding);
        _depth = height * width * inputs;
        _panels = _loops.Panels(outputs);
        _columns = PanelsAtOnce * _loops.PanelColumns;
        _kernels = new FloatBuffer(_panels * PanelStride, clear: false);
        _bias = new FloatBuffer(bias, bias is null ? 0 : outputs, _panels * _loops.PanelColumns);
    }

    private long PanelStride => (long)_depth * _loops.PanelColumns;

    /// <summary>The 1x1 convolution that takes the gradients of another one's output to those of its input.</summary>
    /// <param name="weight">The other one's weight, [inputs, outputs].</param>
    /// <param name="inputs">The number of its outputs.</param>
    /// <param name="outputs">The number of its inputs.</param>
    /// <param name="microkernel">The loops that compute it; null for those of this processor.</param>
    public static Im2ColConvolution Transposed(float* weight, int inputs, int outputs, Microkernel? microkernel = null)
    {
        var convolution = new Im2ColConvolution(inputs, outputs, 1, 1, 1, 0, null, microkernel);
        var (loops, width) = (convolution._loops, convolution._loops.PanelColumns);
        for (var panel = 0; panel < convolution._panels; panel++)
        {
            var first = panel * width;
            loops.Pack(weight + first, outputs, 1, inputs, Math.Min(width, outputs - first), convolution._kernels.Pointer + panel * convolution.PanelStride);
        }
        return convolution;
    }

    /// <summary>Computes the convolution.</summary>
    /// <param name="x">The input.</param>
    /// <param name="concat">A second input of the same size, whose channels follow the first's; for 1x1 kernels.</param>
    /// <param name="y">The result.</param>
    /// <param name="epilogue">The operations on the result before it is stored.</param>
    /// <param name="prologue">An operation on the input, for 1x1 kernels of stride one without a second input; null for none.</param>
    public void Run(FeatureMaps x, FeatureMaps? concat, FeatureMaps y, Epilogue epilogue, IRowPrologue? prologue = null)
    {
        x.Require(prologue?.InputChannels(_inputs) ?? _inputs - (concat?.Channels ?? 0), y, _outputs);
        var direct = _depth == _inputs && _stride == 1 && concat is null;
        if (prologue is not null && !direct)
            throw new ArgumentException("Only a 1x1 convolution of stride one and of one input can have a prologue.", nameof(prologue));
        direct &= prologue is null;
        var (block, panels) = Cut(y.Positions);
        var parts = (_panels + panels - 1) / panels;
        var items = (y.Positions + block - 1) / block * parts;
        var next = new StrongBox<long>(-1);
        KernelThreads.Run([MethodImpl(MethodImplOptions.AggressiveOptimization)] () =>
        {
            var products = ThreadScratch.Get(block * ((long)_columns + _depth));
            var gathered = products + (long)block * _columns;
            for (var item = Interlocked.Increment(ref next.Value); item < items; item = Interlocked.Increment(ref next.Value))
            {
                var first = item / parts * block;
                var panel = (int)(item % parts) * panels;
                var count = (int)Math.Min(block, y.Positions - first);
                if (prologue is not null)
                    prologue.Apply(_loops, x, first, count, gathered);
                else if (!direct)
                    Gather(x, concat, y, first, count, gathered);
                Multiply(direct ? x.Data + first * _depth : gathered, count, panel, Math.Min(panel + panels, _panels), products, y, first, epilogue);
            }
        });
    }

    public void Dispose()
    {
        _kernels.Dispose();
        _bias.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* rows, int count, int firstPanel, int end, float* products, FeatureMaps y, long first, in Epilogue epilogue)
    {
        for (var panel = firstPanel; panel < end; panel += PanelsAtOnce)
        {
            var channel = panel * _loops.PanelColumns;
            var panels = Math.Min(PanelsAtOnce, end - panel);
            var kernel = _kernels.Pointer + panel * PanelStride;
            _loops.Multiply(rows, _depth, count, _depth, kernel, PanelStride, panels, products, _columns, kernel + panels * PanelStride);
            _loops.StoreRows(
                products, _columns, count, Math.Min(_columns, _outputs - channel), _bias.Pointer + channel, epilogue, y.Data, first * _outputs + channel, _outputs);
            if (epilogue.Gelu != GeluForm.None)
                _loops.Gelu(y.Data + first * _outputs + channel, _outputs, count, Math.Min(_columns, _outputs - channel), epilogue.Gelu);
        }
    }

    // The rows and the panels that a thread takes at a time. Where there are few rows, threads share the outputs, so that each
    // weight is read from memory once.
    private (int Rows, int Panels) Cut(long positions)
    {
        var threads = KernelThreads.Count;
        var max = Math.Clamp(BlockFloats / _depth, MinRows, MaxRows) / _loops.BlockRows * _loops.BlockRows;
        if (positions > (long)threads * max)
            return (max, _panels);
        var blocks = (int)((positions + max - 1) / max);
        var parts = Math.Max(1, ItemsOfThread * threads / blocks);
        var pairs = (_panels + PanelsAtOnce - 1) / PanelsAtOnce;
        return ((int)((positions + blocks - 1) / blocks), (pairs + parts - 1) / parts * PanelsAtOnce);
    }

    private void ScaleOutputs(float* scale)
    {
        var width = _loops.PanelColumns;
        for (var output = 0; output < _outputs; output++)
        {
            var column = _kernels.Pointer + output / width * PanelStride + output % width;
            for (var row = 0L; row < _depth; row++)
                column[row * width] *= scale[output];
            _bias.Pointer[output] *= scale[output];
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

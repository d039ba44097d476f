using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using TorchSharp;
using static TorchSharp.torch;

namespace LiteVae.Runs.Optimization;

/// <summary>Muon (Jordan et al. 2024): gradients of matrices are averaged by Nesterov momentum and made orthogonal before they are subtracted.</summary>
/// <remarks>
/// The weight of a convolution [O,I,k,k] is the matrix [O, I k k]. An update is scaled by 0.2 max(rows, columns)^(1/2), which gives it the size of one of Adam's
/// (Liu et al. 2025, "Muon is scalable for LLM training"), so that both take the same learning rate. It works beside <see cref="Adam"/> over the same buffers: it takes the
/// matrices' gradients away, Adam then finds zeros there and changes nothing.
/// </remarks>
internal sealed class Muon : IDisposable
{
    private const double Momentum = 0.95;
    private const double UpdateScale = 0.2;
    private const int Iterations = 5;
    private const double First = 3.4445;

    // Matrices with fewer rows or columns than this gain nothing from it.
    private const long LeastSide = 8;

    // Into how many times as many portions as there are threads the work is cut at least, so that none has much more than another.
    private const int PortionsOfThread = 8;

    private readonly FlatParameters _parameters;
    private readonly Portion[] _portions; // those that take longest first
    private readonly ThreadShares? _threads;

    /// <param name="parameters">What is trained; not owned.</param>
    public Muon(FlatParameters parameters)
    {
        _parameters = parameters;
        long offset = 0, place = 0;
        var matrices = new List<Matrix>();
        foreach (var (_, shape) in parameters.Layout)
        {
            var length = shape.Aggregate(1L, (product, side) => product * side);
            if (shape.Length >= 2 && shape[0] >= LeastSide && length / shape[0] >= LeastSide)
            {
                matrices.Add(new(shape[0], length / shape[0], offset, place));
                place += length;
            }
            offset += length;
        }
        var threads = parameters.Values.device.type == DeviceType.CPU ? TorchRuntime.Threads : 1;
        _threads = threads > 1 && matrices.Count > 1 ? new ThreadShares(threads) : null;
        _portions = Divide(matrices, threads);
        Average = zeros(place, parameters.Values.dtype, parameters.Values.device).DetachFromDisposeScope();
    }

    /// <summary>The matrices' gradients, summed with weights that fall by 0.95 a step: [M].</summary>
    public Tensor Average { get; }

    /// <summary>One update of the matrices. Their gradients are zero afterwards.</summary>
    /// <param name="learningRate">The step size.</param>
    public void Step(double learningRate)
    {
        if (_threads is null)
        {
            foreach (var portion in _portions)
                Update(portion, learningRate);
            return;
        }
        var next = -1;
        _threads.Run(_ =>
        {
            for (var i = Interlocked.Increment(ref next); i < _portions.Length; i = Interlocked.Increment(ref next))
                Update(_portions[i], learningRate);
        });
    }

    public void Dispose()
    {
        _threads?.Dispose();
        Average.Dispose();
    }

    /// <summary>Matrices with nearly the same singular vectors, whose singular values are about 1 (0.7 to 1.2): [N,R,C].</summary>
    /// <remarks>
    /// A Newton-Schulz iteration of fifth order, with Jordan's coefficients: X becomes P X, where P = a + b A + c A² and A = X X'. P is made of A alone, and so is the next A, which is P A P:
    /// the iteration runs on these squares [R,R], and the long side C enters two products instead of ten. It pays where C exceeds 1.5 R, as with 3x3 convolutions; there it takes about a third of the multiplications.
    /// </remarks>
    internal static Tensor Orthogonalize(Tensor matrices)
    {
        using var scope = NewDisposeScope();
        var isTall = matrices.size(1) > matrices.size(2);
        var x = isTall ? matrices.transpose(1, 2) : matrices;
        x = x / x.Squared().sum([1, 2], keepdim: true).sqrt().Plus(1e-7);
        x = 2 * x.size(2) > 3 * x.size(1) ? IterateOnSquares(x) : Iterate(x);
        return (isTall ? x.transpose(1, 2) : x).contiguous().MoveToOuterDisposeScope();
    }

    private static Tensor Iterate(Tensor x)
    {
        for (var i = 0; i < Iterations; i++)
        {
            using var iteration = NewDisposeScope();
            var a = x.bmm(x.transpose(1, 2));
            x = x.Times(First).AddInPlace(HigherTerms(a).bmm(x)).MoveToOuterDisposeScope();
        }
        return x;
    }

    private static Tensor IterateOnSquares(Tensor x)
    {
        using var scope = NewDisposeScope();
        var a = x.bmm(x.transpose(1, 2));
        Tensor? product = null; // of all P so far
        for (var i = 0; i < Iterations; i++)
        {
            using var iteration = NewDisposeScope();
            var p = HigherTerms(a);
            p.diagonal(0, 1, 2).AddInPlace(First);
            product = (product is null ? p.alias() : p.bmm(product)).MoveToOuterDisposeScope();
            if (i < Iterations - 1)
                a = p.bmm(a).bmm(p).MoveToOuterDisposeScope();
        }
        return product!.bmm(x).MoveToOuterDisposeScope();
    }

    // b A + c A².
    private static Tensor HigherTerms(Tensor a) => a.Times(-4.7750).AddInPlace(a.bmm(a), 2.0315);

    // Matrices of one shape are computed together; on several threads, no more of them than leaves work for all.
    private static Portion[] Divide(IReadOnlyCollection<Matrix> matrices, int threads)
    {
        var most = threads == 1 ? double.PositiveInfinity : matrices.Sum(m => m.Work) / (PortionsOfThread * threads);
        return
        [
            .. matrices.GroupBy(m => (m.Rows, m.Columns))
                .SelectMany(shape => shape.Chunk((int)Math.Clamp(most / shape.First().Work, 1, shape.Count())))
                .Select(members => new Portion(members))
                .OrderByDescending(portion => portion.Members.Sum(m => m.Work)),
        ];
    }

    private void Update(Portion portion, double learningRate)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (rows, columns, _, _) = portion.Members[0];
        var gradients = portion.Members.Select(m => _parameters.Gradients!.narrow(0, m.Offset, rows * columns)).ToArray();
        var directions = stack(portion.Members.Select((m, i) => Averaged(m.Place, gradients[i])), 0).view(-1, rows, columns);
        var updates = Orthogonalize(directions).view(-1, rows * columns);
        var scale = -learningRate * UpdateScale * Math.Sqrt(Math.Max(rows, columns));
        for (var i = 0; i < gradients.Length; i++)
        {
            _parameters.Values.narrow(0, portion.Members[i].Offset, rows * columns).AddInPlace(updates[i], scale);
            gradients[i].zero_();
        }
    }

    private Tensor Averaged(long place, Tensor gradient)
    {
        var average = Average.narrow(0, place, gradient.numel());
        average.MultiplyInPlace(Momentum).AddInPlace(gradient);
        return gradient.Plus(average.Times(Momentum));
    }

    /// <summary>A parameter as a matrix.</summary>
    /// <param name="Rows">R.</param>
    /// <param name="Columns">C.</param>
    /// <param name="Offset">Its first value's index among the parameters.</param>
    /// <param name="Place">The same among the averages.</param>
    private readonly record struct Matrix(long Rows, long Columns, long Offset, long Place)
    {
        // About its multiplications: products of the squares, and the two with the long side.
        public double Work => Math.Min(Rows, Columns) * (double)Math.Min(Rows, Columns) * ((14.0 * Math.Min(Rows, Columns)) + (2.0 * Math.Max(Rows, Columns)));
    }

    /// <summary>Matrices of one shape that are updated together.</summary>
    private sealed record Portion(IReadOnlyList<Matrix> Members);
}

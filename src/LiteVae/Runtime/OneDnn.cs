using static TorchSharp.torch;

namespace LiteVae.Runtime;

/// <summary>oneDNN, with which libtorch computes convolutions on processors: whether its results are right on this one.</summary>
/// <remarks>
/// On a virtual machine of AMD's Zen 5 generation (libtorch 2.10, oneDNN 3.7.1, AVX-512), gradients of convolutions of few channels were wrong: from one call to the next,
/// by as much as they are large, or no numbers. The channels are padded to blocks of 16, and the padding was not zero. The same calls were right on all other processors, and on that one without oneDNN.
/// </remarks>
internal static unsafe class OneDnn
{
    private const int Tries = 4;
    private const double Tolerance = 1e-4;

    /// <summary>Has libtorch compute without oneDNN from now on, more slowly, where gradients of small convolutions are wrong with it.</summary>
    /// <returns>Whether it was wrong and libtorch computes without it.</returns>
    public static bool DisableIfWrong()
    {
        var context = (delegate* unmanaged<nint>)TorchLibraryResolver.Find("_ZN2at13globalContextEv"); // at::globalContext()
        var enable = (delegate* unmanaged<nint, byte, void>)TorchLibraryResolver.Find("_ZN2at7Context20setUserEnabledMkldnnEb"); // at::Context::setUserEnabledMkldnn
        if (context == null || enable == null || IsRight())
            return false;
        enable(context(), 0);
        return true;
    }

    // Few channels, of which blocks are padded: a kernel of 4 with stride 2, and one of 3.
    private static bool IsRight() => IsRight(inputs: 2, outputs: 4, kernel: 4, stride: 2) && IsRight(inputs: 8, outputs: 8, kernel: 3, stride: 1);

    private static bool IsRight(long inputs, long outputs, long kernel, long stride)
    {
        var expected = Gradient(inputs, outputs, kernel, stride, ScalarType.Float64); // which oneDNN does not compute
        for (var i = 0; i < Tries; i++)
        {
            Litter();
            // Not one value may be off; a comparison with what is no number is false.
            if (!Gradient(inputs, outputs, kernel, stride, ScalarType.Float32).Zip(expected).All(v => Math.Abs(v.First - v.Second) < Tolerance))
                return false;
        }
        return true;
    }

    private static double[] Gradient(long inputs, long outputs, long kernel, long stride, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var enabled = enable_grad();
        var x = zeros([4, inputs, 16, 16], type, requires_grad: true);
        var y = nn.functional.conv2d(x, Values(type, outputs, inputs, kernel, kernel), strides: [stride, stride], padding: [1, 1]);
        y.backward([Values(type, y.shape)]);
        return x.grad!.to_type(ScalarType.Float64).data<double>().ToArray();
    }

    // Multiples of 1/8 between -1 and 1, without a draw from any generator.
    private static Tensor Values(ScalarType type, params long[] shape)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        return tensor(Enumerable.Range(0, (int)count).Select(i => ((7 * i % 17) - 8) / 8f).ToArray(), shape).to_type(type);
    }

    // Memory that was free holds values that are no numbers, so that what is read and was never written shows.
    private static void Litter()
    {
        using var scope = NewDisposeScope();
        for (var size = 256; size <= 65536; size *= 2)
        {
            var values = new float[size];
            Array.Fill(values, float.NaN);
            for (var i = 0; i < 4; i++)
                _ = tensor(values);
        }
    }
}

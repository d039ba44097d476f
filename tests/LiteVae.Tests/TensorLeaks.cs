using static TorchSharp.torch;

namespace LiteVae.Tests;

/// <summary>Counts the tensors that a piece of work leaves alive.</summary>
internal static class TensorLeaks
{
    public static void AssertNone(Action work)
    {
        work(); // what is made once, and kept, is no leak
        // Tensors that earlier tests left to the collector would be counted as negative ones.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        work();
        Assert.Equal(before, Tensor.TotalCount);
    }
}

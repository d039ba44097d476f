using LiteVae.Kernels;
using static TorchSharp.torch;

namespace LiteVae.Tests.Kernels;

public sealed class FeatureMapPoolTests
{
    [Fact]
    public unsafe void Memory_given_back_serves_the_next_that_fits()
    {
        using var scope = NewDisposeScope();
        using var pool = new FeatureMapPool();
        pool.Enter();
        var first = KernelTensors.Create(1, 8, 4, 4);
        var at = (nint)KernelTensors.Maps(first).Data;
        var second = KernelTensors.Create(1, 8, 4, 4);
        Assert.NotEqual(at, (nint)KernelTensors.Maps(second).Data);
        FeatureMapPool.Recycle(first);
        Assert.NotEqual(at, (nint)KernelTensors.Maps(KernelTensors.Create(1, 8, 4, 5)).Data); // too large for it
        Assert.Equal(at, (nint)KernelTensors.Maps(KernelTensors.Create(1, 4, 4, 4)).Data);
        pool.Leave();
    }

    [Fact]
    public void A_call_like_the_last_one_makes_no_tensor_that_stays()
    {
        using var pool = new FeatureMapPool();
        TensorLeaks.AssertNone(() =>
        {
            using var scope = NewDisposeScope();
            pool.Enter();
            FeatureMapPool.Recycle(KernelTensors.Create(2, 16, 8, 8));
            KernelTensors.Create(2, 16, 8, 8); // not given back: it is free when the call ends
            pool.Leave();
        });
    }

    [Fact]
    public void What_goes_unused_is_let_go()
    {
        using var pool = new FeatureMapPool();
        var before = Tensor.TotalCount;
        for (var call = 0; call < 6; call++)
        {
            using var scope = NewDisposeScope();
            pool.Enter();
            KernelTensors.Create(1, call == 0 ? 64 : 8, 8, 8);
            if (call == 0)
                KernelTensors.Create(1, 64, 8, 8);
            pool.Leave();
        }
        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void Outside_of_a_call_memory_is_of_nobody()
    {
        using var scope = NewDisposeScope();
        var maps = KernelTensors.Create(1, 8, 4, 4);
        FeatureMapPool.Recycle(maps);
        Assert.True(maps.IsInvalid);
    }
}

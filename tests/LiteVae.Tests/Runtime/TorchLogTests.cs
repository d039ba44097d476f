using LiteVae.Runtime;

namespace LiteVae.Tests.Runtime;

public sealed class TorchLogTests
{
    [Fact]
    public unsafe void Libtorch_writes_errors_alone()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL") is not null, "TORCH_CPP_LOG_LEVEL is set.");
        TorchRuntime.EnsureLoaded();
        var level = (int*)TorchLibraryResolver.Find("FLAGS_caffe2_log_level");
        Assert.SkipWhen(level == null, "This libtorch does not export its log level.");
        TorchLog.ErrorsOnly();
        Assert.Equal(2, *level);
    }
}

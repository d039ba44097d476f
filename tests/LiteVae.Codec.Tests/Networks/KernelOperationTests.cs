using LiteVae.Codec.Networks;
using LiteVae.Codec.Networks.Costs;

namespace LiteVae.Codec.Tests.Networks;

public sealed class KernelOperationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_convolution_counts_what_its_definition_multiplies(int kernel)
    {
        using var convolution = KernelOperation.Convolution(channels: 12, kernel, images: 2, side: 10);
        Assert.Equal(12L * 12 * kernel * kernel * 2 * 10 * 10, convolution.Macs);
        convolution.Run();
        convolution.Run(); // in the memory of the first run
    }

    [Fact]
    public void A_norm_counts_no_multiplications()
    {
        using var norm = KernelOperation.GroupNormSilu(channels: 12, groups: 4, images: 2, side: 10);
        Assert.Equal(0, norm.Macs);
        norm.Run();
    }

    [Fact]
    public void An_operation_that_was_disposed_does_not_run()
    {
        var norm = KernelOperation.GroupNormSilu(4, 2, 1, 4);
        norm.Dispose();
        Assert.Throws<ObjectDisposedException>(norm.Run);
    }

    [Fact]
    public void Shapes_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelOperation.Convolution(8, kernel: 5, images: 1, side: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelOperation.Convolution(0, kernel: 3, images: 1, side: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelOperation.Convolution(8, kernel: 3, images: 0, side: 4));
        Assert.Throws<ArgumentException>(() => KernelOperation.GroupNormSilu(8, groups: 3, images: 1, side: 4));
    }
}

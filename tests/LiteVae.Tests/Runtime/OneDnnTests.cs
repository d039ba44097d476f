using LiteVae.Runtime;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runtime;

public sealed class OneDnnTests
{
    // Whether with oneDNN or, where that is wrong, without it.
    [Theory]
    [InlineData(2, 4, 4, 2)]
    [InlineData(4, 8, 4, 1)]
    [InlineData(3, 2, 3, 1)]
    [InlineData(8, 8, 3, 1)]
    public void Gradients_of_convolutions_of_few_channels_are_right(long inputs, long outputs, long kernel, long stride)
    {
        TorchRuntime.EnsureLoaded();
        using var generator = new Generator(5);
        for (var i = 0; i < 20; i++)
        {
            using var scope = NewDisposeScope();
            var (x, weight) = (randn([4, inputs, 16, 16], generator: generator), randn([outputs, inputs, kernel, kernel], generator: generator));
            var (actual, expected) = (Gradient(ScalarType.Float32), Gradient(ScalarType.Float64));
            Assert.InRange((actual - expected).abs().max().item<double>(), 0, 1e-4);

            Tensor Gradient(ScalarType type)
            {
                var input = x.to_type(type).detach().requires_grad_();
                nn.functional.conv2d(input, weight.to_type(type), strides: [stride, stride], padding: [1, 1]).cos().sum().backward();
                return input.grad!.to_type(ScalarType.Float64);
            }
        }
    }
}

using TorchSharp;

namespace LiteVae.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Tensors_work() => Assert.Equal(6, torch.ones(2, 3).sum().item<float>());
}

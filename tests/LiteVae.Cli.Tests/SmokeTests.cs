using TorchSharp;

namespace LiteVae.Cli.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Tensors_work() => Assert.Equal(6, torch.ones(2, 3).sum().item<float>());
}

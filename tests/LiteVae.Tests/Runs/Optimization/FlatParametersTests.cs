using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Optimization;

public sealed class FlatParametersTests
{
    [Fact]
    public void Parameters_and_gradients_are_views_of_one_buffer_each_in_the_order_of_names()
    {
        using var module = nn.Linear(3, 2);
        using var weight = module.weight!.detach().clone();
        using var bias = module.bias!.detach().clone();
        using var parameters = new FlatParameters(module);
        Assert.Equal(["bias [2]", "weight [2,3]"], parameters.Layout.Select(p => $"{p.Name} [{string.Join(',', p.Shape)}]"));
        Assert.True(parameters.Values.Equals(cat([bias, weight.flatten()])));
        Assert.True(module.weight!.Equals(weight) && module.weight.requires_grad);

        using (no_grad())
            parameters.Values.Fill(7);
        Assert.Equal(7, module.weight.max().item<float>());
        module.call(ones(1, 3)).sum().backward();
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], parameters.Gradients!.data<float>().ToArray());
    }

    [Fact]
    public void Without_gradients_none_are_kept_nor_computed()
    {
        using var module = nn.Linear(3, 2);
        using var parameters = new FlatParameters(module, gradients: false);
        Assert.Null(parameters.Gradients);
        Assert.All(module.parameters(), p => Assert.False(p.requires_grad));
    }

    [Fact]
    public void A_module_that_shares_the_values_has_gradients_of_its_own()
    {
        using var module = nn.Linear(3, 2);
        using var other = nn.Linear(3, 2);
        using var parameters = new FlatParameters(module);
        using var gradients = parameters.ShareWithGradients(other);
        using (no_grad())
            parameters.Values.Fill(7);
        Assert.Equal(7, other.weight!.max().item<float>());
        other.call(ones(1, 3)).sum().backward();
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 1], gradients.data<float>().ToArray());
        Assert.Equal(0, parameters.Gradients!.abs().max().item<float>());
    }

    [Fact]
    public void A_module_without_parameters_has_empty_buffers()
    {
        using var module = nn.ReLU();
        using var parameters = new FlatParameters(module);
        Assert.Empty(parameters.Layout);
        Assert.Equal((0, 0), (parameters.Values.numel(), parameters.Gradients!.numel()));
    }
}

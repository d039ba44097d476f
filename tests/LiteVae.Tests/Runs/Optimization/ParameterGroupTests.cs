using LiteVae.Layers.Norms;
using LiteVae.Runs.Optimization;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs.Optimization;

public sealed class ParameterGroupTests
{
    [Fact]
    public void Updates_equal_those_of_torchs_adam_after_clipping()
    {
        manual_seed(1);
        using var ours = nn.Linear(6, 4);
        using var theirs = nn.Linear(6, 4);
        theirs.load_state_dict(ours.state_dict());
        using var group = new ParameterGroup(ours, new ParameterGroupSettings { LearningRate = new(0.01), Betas = [0.8, 0.95], GradientClip = 0.5 });
        using var adam = optim.Adam(theirs.parameters(), lr: 0.01, beta1: 0.8, beta2: 0.95, eps: 1e-8);
        for (var step = 0; step < 20; step++)
        {
            using var scope = NewDisposeScope();
            var x = randn(3, 6);
            group.ClearGradients();
            adam.zero_grad();
            ours.call(x).Squared().sum().backward();
            theirs.call(x).Squared().sum().backward();
            nn.utils.clip_grad_norm_(theirs.parameters(), 0.5);
            Assert.True(group.ClipGradients());
            Assert.True(group.GradientNorm > 0.5, "Nothing was clipped.");
            group.Update(step);
            adam.step();
            Assert.True(ours.weight!.allclose(theirs.weight!, 1e-5, 1e-6), $"The weights differ after step {step + 1}.");
            Assert.True(ours.bias!.allclose(theirs.bias!, 1e-5, 1e-6), $"The offsets differ after step {step + 1}.");
        }
    }

    [Fact]
    public void The_average_forgets_faster_at_first()
    {
        using var module = nn.Linear(1, 1);
        using var averaged = nn.Linear(1, 1);
        using var group = new ParameterGroup(module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] });
        using (no_grad())
            group.Parameters.Values.Fill(0);
        group.KeepAverage(averaged, decay: 0.5);
        var expected = 0.0;
        for (var step = 0; step < 30; step++)
        {
            using (no_grad())
                group.Gradients.Fill(-1); // Adam without memory then adds 1 to each parameter
            group.Update(step);
            var decay = Math.Min(0.5, (1.0 + step) / (10 + step));
            expected = decay * expected + (1 - decay) * (step + 1);
            Assert.Equal(expected, averaged.weight!.item<float>(), 1e-4 * (step + 1));
        }
    }

    [Fact]
    public void Parameters_that_no_step_changes_are_shared_with_the_average_which_needs_no_gradients()
    {
        using var module = nn.Linear(2, 3);
        using var averaged = nn.Linear(2, 3);
        using var bias = module.bias!.detach().clone();
        using var group = new ParameterGroup(module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] }, name => name == "bias");
        group.KeepAverage(averaged, 0.5);
        Assert.True(averaged.bias!.Equals(bias));
        Assert.True(averaged.weight!.Equals(module.weight!));
        Assert.All(averaged.parameters(), p => Assert.False(p.requires_grad));
        Assert.Equal((true, false), (module.weight!.requires_grad, module.bias!.requires_grad));
        using (no_grad())
        {
            group.Frozen!.Values.Fill(7);
            group.Gradients.Fill(-1);
        }
        Assert.Equal([7, 7, 7], averaged.bias!.data<float>().ToArray());
        group.Update(0);
        Assert.Equal([7, 7, 7], module.bias!.data<float>().ToArray());
        Assert.Equal(["weights", "adam.first_moment", "adam.second_moment", "averaged_weights", "frozen_weights"], group.Named().Select(n => n.Name));
    }

    [Fact]
    public void Another_modules_parameters_become_views_of_the_buffer()
    {
        using var module = nn.Linear(2, 3);
        using var other = nn.Linear(2, 3);
        using var parameters = new FlatParameters(module, gradients: false);
        parameters.ShareWith(other);
        Assert.True(other.weight!.Equals(module.weight!) && other.bias!.Equals(module.bias!));
        Assert.All(other.parameters(), p => Assert.False(p.requires_grad));
        using (no_grad())
            parameters.Values.Fill(5);
        Assert.Equal((5, 5), (other.weight!.min().item<float>(), other.bias!.min().item<float>()));
    }

    [Theory]
    [InlineData(2.5, 0.5)] // the norm, 5, is above the limit
    [InlineData(5.0, 1.0)]
    [InlineData(8.0, 1.0)]
    [InlineData(null, 1.0)]
    public void Gradients_are_scaled_down_to_the_limit_and_never_up(double? limit, double factor)
    {
        using var gradients = tensor(new[] { 3.0, 0, -4 });
        Assert.Equal(5, GradientClipping.Clip(gradients, limit), 1e-12);
        Assert.Equal([3 * factor, 0, -4 * factor], gradients.data<double>().ToArray());
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_told_and_not_scaled()
    {
        using var module = nn.Linear(1, 1);
        using var group = new ParameterGroup(module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0], GradientClip = 1 });
        using (no_grad())
        {
            group.Gradients[0] = double.NaN;
            group.Gradients[1] = 7;
        }
        Assert.False(group.ClipGradients());
        Assert.Equal(7, group.Gradients[1].item<float>());
    }

    [Fact]
    public void A_group_that_begins_later_counts_its_own_steps()
    {
        using var module = nn.Linear(1, 1);
        using var group = new ParameterGroup(module, new ParameterGroupSettings { Name = "late", LearningRate = new(0.25), Betas = [0.9, 0.99], Begin = 100 });
        Assert.Equal([false, true], new[] { 99, 100 }.Select(s => group.TrainsAt(s)));
        using (no_grad())
        {
            group.Parameters.Values.Fill(0);
            group.Gradients.Fill(3);
        }
        group.Update(100);
        Assert.Equal(-0.25f, group.Parameters.Values[0].item<float>(), 1e-5); // a first step of Adam is as long as the learning rate
        Assert.Equal("late/", group.Prefix);
        Assert.All(group.Named(), n => Assert.StartsWith("late.", n.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("late", "late.")]
    public void Its_tensors_have_their_names_in_checkpoints(string name, string prefix)
    {
        using var module = new BatchNormalization(2);
        using var averaged = new BatchNormalization(2);
        using var group = new ParameterGroup(module, new ParameterGroupSettings { Name = name, LearningRate = new(1), Betas = [0, 0] });
        string[] names = ["weights", "adam.first_moment", "adam.second_moment", "buffers.num_batches_tracked", "buffers.running_mean", "buffers.running_var"];
        Assert.Equal(names.Select(n => prefix + n).Order(), group.Named().Select(n => n.Name).Order());
        group.KeepAverage(averaged, 0.5);
        Assert.Equal(names.Append("averaged_weights").Select(n => prefix + n).Order(), group.Named().Select(n => n.Name).Order());
        var named = group.Named().ToDictionary(n => n.Name[prefix.Length..], n => n.Value);
        Assert.Same(group.Parameters.Values, named["weights"]);
        Assert.Equal(averaged.weight!.numel() + averaged.bias!.numel(), named["averaged_weights"].numel());
        Assert.Equal([$"{prefix}bias", $"{prefix}weight"], group.Layout.Select(p => p.Name));
        Assert.Equal(prefix.Replace('.', '/'), group.Prefix);
    }

    [Fact]
    public void A_main_group_has_no_name() =>
        Assert.Equal("", new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] }.Name);

    [Fact]
    public void Disposed_of_it_frees_its_tensors()
    {
        using var module = nn.Linear(2, 2);
        using var averaged = nn.Linear(2, 2);
        var group = new ParameterGroup(module, new ParameterGroupSettings { LearningRate = new(1), Betas = [0, 0] });
        group.KeepAverage(averaged, 0.5);
        Tensor[] owned = [.. group.Named().Select(n => n.Value), group.Gradients];
        Assert.Equal(5, owned.Length);
        Assert.All(owned, tensor => Assert.False(tensor.IsInvalid));
        group.Dispose();
        Assert.All(owned, tensor => Assert.True(tensor.IsInvalid));
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(8, 0.9)]
    [InlineData(9, 1.0)]
    [InlineData(10, 1.0)]
    [InlineData(60, 0.5)]
    [InlineData(110, 0.0)]
    public void The_learning_rate_rises_then_falls_along_half_a_cosine(long stepsDone, double share) =>
        Assert.Equal(2 * share, new LearningRateSchedule(2, TotalSteps: 110, WarmupSteps: 10, LearningRateDecay.Cosine).At(stepsDone), 1e-12);
}

using LiteVae.Autoencoders;
using LiteVae.Losses;
using LiteVae.Losses.Adversarial;
using static TorchSharp.torch;

namespace LiteVae.Tests.Losses;

public sealed class ReconstructionObjectiveTests
{
    private readonly Tensor _image = Noise(1, 2, 3, 16, 16);
    private readonly Tensor _output = Noise(2, 2, 3, 16, 16);
    private readonly Tensor _averaged = Noise(3, 2, 3, 16, 16);
    private readonly Tensor _moments = Noise(4, 2, 8, 2, 2);

    public static TheoryData<string> ReconstructionTerms => ["l1", "wavelet", "gaussian"];

    [Theory]
    [MemberData(nameof(ReconstructionTerms))]
    public void Gradient_by_the_reconstruction_is_that_of_finite_differences(string term)
    {
        var config = new LossConfig { L1 = term == "l1" ? 1 : 0, Wavelet = term == "wavelet" ? 1 : 0, Gaussian = term == "gaussian" ? 1 : 0 };
        using var objective = new ReconstructionObjective(config, ScalarType.Float64, CPU);
        GradientCheck.Assert(y => objective.Compute(y, _image, new DiagonalGaussian(_moments)).Total, _output);
    }

    [Fact]
    public void Gradient_by_the_posterior_is_that_of_finite_differences()
    {
        using var objective = new ReconstructionObjective(new LossConfig { Kl = 1000 }, ScalarType.Float64, CPU);
        GradientCheck.Assert(m => objective.Compute(_output, _image, new DiagonalGaussian(m)).Total, _moments);
    }

    [Fact]
    public void The_total_is_the_weighted_sum_of_its_terms()
    {
        var config = new LossConfig { L1 = 0.5, Wavelet = 0.25, Gaussian = 2, Kl = 3, Ldl = 7 };
        using var objective = new ReconstructionObjective(config, ScalarType.Float64, CPU);
        var terms = objective.Compute(_output, _image, new DiagonalGaussian(_moments), _averaged);
        var values = terms.Named.ToDictionary(t => t.Name, t => t.Value.item<double>());
        Assert.Equal(["loss/gaussian", "loss/kl", "loss/l1", "loss/ldl", "loss/total", "loss/wavelet"], values.Keys.Order());
        var reconstruction = 0.5 * values["loss/l1"] + 0.25 * values["loss/wavelet"] + 2 * values["loss/gaussian"] + 7 * values["loss/ldl"];
        Assert.Equal(reconstruction, terms.Reconstruction.item<double>(), 1e-12);
        Assert.Equal(reconstruction + 3 * values["loss/kl"], values["loss/total"], 1e-12);
        Assert.Equal(LdlLoss.Compute(_image, _output, _averaged).item<double>(), values["loss/ldl"], 1e-12);
        Assert.True(objective.ComparesWithAverage);
        Assert.Throws<ArgumentException>(() => objective.Compute(_output, _image, new DiagonalGaussian(_moments)));
    }

    [Fact]
    public void Terms_of_weight_nought_are_left_out()
    {
        using var objective = new ReconstructionObjective(new LossConfig { Wavelet = 0, Gaussian = 0 }, ScalarType.Float64, CPU);
        var names = objective.Compute(_output, _image, new DiagonalGaussian(_moments)).Named.Select(t => t.Name);
        Assert.Equal(["loss/total", "loss/l1", "loss/kl"], names);
        Assert.False(objective.ComparesWithAverage);
        using var wavelet = new ReconstructionObjective(new LossConfig { L1 = 0, Gaussian = 0 }, ScalarType.Float64, CPU);
        names = wavelet.Compute(_output, _image, new DiagonalGaussian(_moments)).Named.Select(t => t.Name);
        Assert.Equal(["loss/total", "loss/wavelet", "loss/kl"], names);
    }

    [Fact]
    public void Validation_has_every_term_but_LDL_and_a_total_only_where_training_has_no_more()
    {
        Dictionary<string, double> Validate(LossConfig config)
        {
            using var objective = new ReconstructionObjective(config, ScalarType.Float64, CPU);
            return objective.Validate(_output, _image, new DiagonalGaussian(_moments)).ToDictionary(t => t.Name, t => t.Value.item<double>());
        }
        var config = new LossConfig { L1 = 0.5, Wavelet = 0.25, Gaussian = 2, Kl = 3 };
        using var objective = new ReconstructionObjective(config, ScalarType.Float64, CPU);
        var trained = objective.Compute(_output, _image, new DiagonalGaussian(_moments)).Named.ToDictionary(t => t.Name.Replace("loss/", "validation/"), t => t.Value.item<double>());
        Assert.Equal(trained, Validate(config));
        trained.Remove("validation/total");
        Assert.Equal(trained, Validate(config with { Ldl = 1 }));
        Assert.Equal(trained, Validate(config with { Adversarial = new AdversarialConfig() }));
        Assert.Equal(trained, Validate(config with { ScaleEquivariance = new ScaleEquivarianceConfig() }));
    }

    [Fact]
    public void Missing_arguments_are_named()
    {
        using var posterior = new DiagonalGaussian(_moments);
        using var objective = new ReconstructionObjective(new LossConfig(), ScalarType.Float64, CPU);
        Assert.Equal("config", Assert.Throws<ArgumentNullException>(() => new ReconstructionObjective(null!, ScalarType.Float64, CPU)).ParamName);
        Assert.Equal("reconstruction", Assert.Throws<ArgumentNullException>(() => objective.Compute(null!, _image, posterior)).ParamName);
        Assert.Equal("image", Assert.Throws<ArgumentNullException>(() => objective.Compute(_output, null!, posterior)).ParamName);
        Assert.Equal("posterior", Assert.Throws<ArgumentNullException>(() => objective.Compute(_output, _image, null!)).ParamName);
    }

    private static Tensor Noise(long seed, params long[] shape)
    {
        using var generator = new Generator((ulong)seed, CPU);
        return randn(shape, ScalarType.Float64, generator: generator);
    }
}

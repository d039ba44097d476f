using CsCheck;
using LiteVae.Evaluation.Distributions;
using LiteVae.Runtime;
using LiteVae.Runtime.Numbers;
using static TorchSharp.torch;

namespace LiteVae.Tests.Evaluation.Distributions;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void Agrees_with_pytorch_fids_formula()
    {
        using var scope = NewDisposeScope();
        using var x = Statistics(FormulaTensors.Make([40, 6], 1));
        using var y = Statistics(FormulaTensors.Make([30, 6], 2, 1.5).Plus(0.25));
        Assert.Equal((double)FormulaTensors.Fixture("evaluation/metrics.json")["frechet"]!, FrechetDistance.Between(x, y), 1e-8);
        Assert.Equal(FrechetDistance.Between(x, y), FrechetDistance.Between(y, x), 1e-9);
    }

    [Fact]
    public void Fewer_rows_than_features_agree_with_the_nuclear_norm()
    {
        using var scope = NewDisposeScope();
        using var x = Statistics(FormulaTensors.Make([12, 50], 3, 9));
        using var y = Statistics(FormulaTensors.Make([12, 50], 4, 9));
        var expected = (double)FormulaTensors.Fixture("evaluation/metrics.json")["frechet_of_few"]!;
        Assert.Equal(1, FrechetDistance.Between(x, y) / expected, 1e-8);
    }

    [Fact]
    public void Gaussians_with_commuting_covariances_have_the_closed_form() =>
        Gen.Select(Gen.Double[0.01, 9].Array[5], Gen.Double[0.01, 9].Array[5], Gen.Double[-3, 3].Array[5], Gen.Int[0, 1000]).Sample((a, b, shift, index) =>
        {
            using var scope = NewDisposeScope();
            var basis = linalg.qr(FormulaTensors.Make([5, 5], index)).Q; // a rotation: neither covariance is diagonal
            Tensor Covariance(double[] variances) => basis.matmul(diag(tensor(variances))).matmul(basis.t());
            var expected = shift.Sum(s => s * s) + a.Zip(b, (u, v) => Math.Pow(Math.Sqrt(u) - Math.Sqrt(v), 2)).Sum();
            var mean = FormulaTensors.Make([5], index + 1);
            Assert.Equal(expected, FrechetDistance.Between(mean, Covariance(a), mean.Plus(tensor(shift)), Covariance(b)), 1e-8);
        }, iter: 50, seed: "0000000000001");

    [Fact]
    public void Two_dimensional_covariances_that_do_not_commute_have_the_closed_form()
    {
        // For 2x2, beside the traces 3 and 4 and the squared shift 2: tr (AB)^(1/2) = sqrt(tr AB + 2 sqrt(det AB)).
        using var scope = NewDisposeScope();
        var a = tensor(new[,] { { 2.0, 0.5 }, { 0.5, 1.0 } });
        var b = tensor(new[,] { { 1.0, -0.3 }, { -0.3, 3.0 } });
        var root = Math.Sqrt(2 * 1 - 2 * 0.5 * 0.3 + 1 * 3 + 2 * Math.Sqrt(1.75 * 2.91));
        Assert.Equal(3 + 4 + 2 - 2 * root, FrechetDistance.Between(zeros(2), a, ones(2), b), 1e-9);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(20)] // fewer rows than features: singular covariances
    [InlineData(2)]
    public void A_data_set_against_itself_is_0(int rows)
    {
        using var scope = NewDisposeScope();
        using var x = Statistics(FormulaTensors.Make([rows, 64], 1).Times(3).Plus(5));
        Assert.Equal(0, FrechetDistance.Between(x, x), 1e-8);
        Assert.Equal(rows > 64, x.HasFullRank);
    }

    [Fact]
    public void A_shift_adds_its_square()
    {
        using var scope = NewDisposeScope();
        var rows = FormulaTensors.Make([20, 64], 1);
        using var x = Statistics(rows);
        using var y = Statistics(rows.Plus(0.5));
        Assert.Equal(64 * 0.25, FrechetDistance.Between(x, y), 1e-7);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        using var x = Statistics(FormulaTensors.Make([9, 6], 1));
        using var y = Statistics(FormulaTensors.Make([9, 7], 1));
        using var one = Statistics(FormulaTensors.Make([1, 6], 1));
        Assert.Contains("[6], [6,6], [7], [7,7]", Assert.Throws<ArgumentException>(() => FrechetDistance.Between(x, y)).Message);
        Assert.Contains("at least 2 images; got 1", Assert.Throws<InvalidOperationException>(() => FrechetDistance.Between(x, one)).Message);
        Assert.Equal("a", Assert.Throws<ArgumentNullException>(() => FrechetDistance.Between(null!, x)).ParamName);
        Assert.Equal("b", Assert.Throws<ArgumentNullException>(() => FrechetDistance.Between(x, null!)).ParamName);
        Tensor[] fit = [zeros(6), zeros(6, 6), zeros(6), zeros(6, 6)];
        Tensor[] wrong = [zeros(6, 1), zeros(7, 7), zeros(7), zeros(6, 7)];
        string[] names = ["meanA", "covarianceA", "meanB", "covarianceB"];
        for (var i = 0; i < 4; i++)
        {
            Tensor[] arguments = [.. fit];
            arguments[i] = wrong[i];
            Assert.Contains(TensorGuards.Shape(wrong[i]), Assert.Throws<ArgumentException>(() => Between(arguments)).Message);
            arguments[i] = null!;
            Assert.Equal(names[i], Assert.Throws<ArgumentNullException>(() => Between(arguments)).ParamName);
        }
        Assert.Equal(0, Between(fit));
        static double Between(Tensor[] t) => FrechetDistance.Between(t[0], t[1], t[2], t[3]);
    }

    internal static FrechetStatistics Statistics(Tensor rows)
    {
        var statistics = new FrechetStatistics((int)rows.size(1));
        statistics.Add(rows);
        return statistics;
    }
}

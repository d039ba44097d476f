using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Experiments;
using LiteVae.Experiments.Files;
using LiteVae.Experiments.Plans;
using LiteVae.Training;

namespace LiteVae.Tests.Experiments;

/// <summary>The files of the paper's tables and figures.</summary>
public sealed class ExperimentFileTests
{
    public static TheoryData<string, ExperimentScale> ShippedAtEveryScale => new(
        from name in Experiment.Shipped from scale in Enum.GetValues<ExperimentScale>() select (name, scale));

    [Fact]
    public void Every_table_and_figure_of_the_paper_is_there_in_its_order()
    {
        string[] tables = [.. Enumerable.Range(1, 10).Concat(Enumerable.Range(14, 9)).Select(n => $"table-{n}")];
        Assert.Equal([.. tables, "figure-3", "figure-5", "figure-7", "figure-8", "appendix-b", "appendix-b-diffusion"], Experiment.Shipped);
        Assert.All(Experiment.Shipped, name => Assert.Equal(name, Experiment.Read(name).Id));
    }

    [Theory]
    [MemberData(nameof(ShippedAtEveryScale))]
    public void Every_row_is_a_recipe_that_can_be_trained(string name, ExperimentScale scale)
    {
        var file = ExperimentReader.Read(name);
        var plan = ExperimentPlan.Make(file, scale, [], []);
        Assert.True(plan.Rows.Count >= 2);
        Assert.NotEmpty(plan.Claims);
        Assert.All(plan.Rows, row => Assert.Empty(ConfigBinder.Validate(row.Recipe, "")));
        Assert.All(plan.Claims, claim =>
        {
            Assert.Contains(plan.Rows, r => r.Row.Name == claim.Row);
            Assert.Contains(plan.Rows, r => r.Row.Name == claim.Against);
            Assert.Contains(claim.Metric, file.Measures.SelectMany(MeasureInfo.FiguresOf));
        });
        // Rows of one table differ: none is compared with itself.
        if (!file.Diffuses)
            Assert.Distinct(plan.Rows.Select(r => r.Recipe.ToYaml()));
    }

    [Fact]
    public void Every_recipe_of_the_tables_is_a_row_somewhere()
    {
        var used = Experiment.Shipped.SelectMany(name => ExperimentReader.Read(name).Rows).Select(r => r.Recipe).ToHashSet();
        Assert.Empty(RecipeReader.Shipped.Where(r => r.StartsWith("tables/", StringComparison.Ordinal)).Except(used));
    }

    [Fact]
    public void Small_scales_need_no_weights_but_for_the_table_that_compares_losses_made_of_them()
    {
        var needing = Experiment.Shipped.Where(name => Experiment.Read(name).OutlineAt(ExperimentScale.Quick).Weights.Count > 0);
        Assert.Equal(["table-14"], needing);
    }

    [Theory]
    [InlineData("rows: [{name: a}, {name: b}]", "rowz: []", "rowz", "did you mean rows")]
    [InlineData("against: b", "against: c", "claims.0.against", "\"c\" is no row")]
    [InlineData("metric: psnr", "metric: psnt", "claims.0.metric", "did you mean psnr")]
    [InlineData("metric: psnr", "metric: rfid", "claims.0.metric", "is not measured")]
    [InlineData("measures: [psnr]", "measures: [psnr, mdd]", "measures.1", "did you mean mmd")]
    [InlineData("name: b", "name: a", "rows.1.name", "another row")]
    [InlineData("name: b", "name: B b", "rows.1.name", "lower-case")]
    [InlineData("name: b", "name: b, paper: {pnsr: 1}", "rows.1.paper.pnsr", "did you mean psnr")]
    [InlineData("name: b", "name: b, paper: {psnr: high}", "rows.1.paper.psnr", "a number")]
    [InlineData("metric: psnr", "metric: psnr, kind: alike", "claims.0.margin", "above 0")]
    [InlineData("metric: psnr", "metric: psnr, resolution: 128", "claims.0.resolution", "128 is none of the sides")]
    [InlineData("id: t", "id: ../t", "id", "hyphens")]
    [InlineData("quick: {base: quickstart}", "", "quick", "at least one of the scales")]
    public void Mistakes_are_named(string part, string wrong, string path, string message)
    {
        Assert.Equal("t", ExperimentReader.Parse(Minimal, "t").Id);
        var e = Assert.Throws<ConfigException>(() => ExperimentReader.Parse(Minimal.Replace(part, wrong, StringComparison.Ordinal), "t"));
        Assert.Contains(e.Problems, p => p.Path == path && p.Message.Contains(message));
    }

    [Fact]
    public void A_mistake_in_a_recipe_names_the_row()
    {
        var file = ExperimentReader.Parse(Minimal.Replace("name: b", "name: b, set: {train.learning_rat: 1}", StringComparison.Ordinal), "t");
        var e = Assert.Throws<ConfigException>(() => ExperimentPlan.Make(file, ExperimentScale.Quick, [], []));
        Assert.Contains("row b", e.Message);
        Assert.Contains("learning_rate", e.Message);
    }

    [Fact]
    public void A_scale_that_is_not_there_is_refused_with_those_that_are() =>
        Assert.Contains("it has quick", Assert.Throws<ConfigException>(() => ExperimentPlan.Make(ExperimentReader.Parse(Minimal, "t"), ExperimentScale.Small, [], [])).Message);

    [Fact]
    public void Data_are_replaced_for_all_rows_or_by_name()
    {
        var file = ExperimentReader.Read("table-1");
        string[] Folders(params string[] data) => [.. ExperimentPlan.Make(file, ExperimentScale.Paper, data, []).Rows.Select(r => r.Recipe.Data.Path).Distinct()];
        Assert.Equal([Path.GetFullPath("ffhq"), Path.GetFullPath("imagenet")], Folders());
        Assert.Equal([Path.GetFullPath("all")], Folders("all"));
        Assert.Equal([Path.GetFullPath("faces"), Path.GetFullPath("imagenet")], Folders("ffhq=faces"));
        Assert.Contains("did you mean imagenet", Assert.Throws<ConfigException>(() => Folders("imagenit=x")).Message);
    }

    [Fact]
    public void As_many_images_are_held_out_as_are_measured()
    {
        var row = ExperimentPlan.Make(ExperimentReader.Read("table-8"), ExperimentScale.Quick, ["photos"], []).Rows[0];
        Assert.Equal(64, row.Recipe.Data.Holdout);
    }

    private const string Minimal = """
        id: t
        title: A title
        source: Table 0
        measures: [psnr]
        rows: [{name: a}, {name: b}]
        claims: [{text: A is better., row: a, against: b, metric: psnr}]
        quick: {base: quickstart}
        """;
}

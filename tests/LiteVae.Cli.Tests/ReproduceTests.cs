namespace LiteVae.Cli.Tests;

public sealed class ReproduceTests(Workspace workspace) : IClassFixture<Workspace>
{
    // Two rows of a table as it is shipped, but for the length of their trainings and their measurement.
    private static readonly string[] s_short =
    [
        "--set", "train.phases=[{resolution: 16, steps: 2, batch_size: 2}]", "train.initialisation={}", "train.log_every=1", "data.holdout=2",
        "--threads", "1",
    ];

    [Fact]
    public void A_table_ends_as_a_page_and_as_json()
    {
        var output = workspace.At("tables");
        var json = Tool.Run(["reproduce", "table-16", "--output", output, "--json", .. s_short]).Expect(0).Says("1 of 2: hinge, seed 0", "2 of 2: logistic").Json;
        Assert.Equal(("table-16", "quick"), ((string)json["table"]!, (string)json["scale"]!));
        Assert.Equal(["hinge", "logistic"], json["rows"]!.AsArray().Select(r => (string)r!["name"]!));
        Assert.Contains((string)json["claims"]![0]!["verdict"]!, new[] { "supported", "contradicted", "cannot_tell" });
        Assert.Equal(json.ToJsonString(), System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(output, "table-16.json")))!.ToJsonString());
        Assert.Contains("train.phases", File.ReadAllText((string)json["page"]!)); // a changed setting is told

        // The row "base" of another table is the row "hinge" of this one.
        var other = Tool.Run(["reproduce", "table-15", "--output", output, .. s_short]).Expect(0).Says("1 of 2: without, seed 0: trained already", "table-16-hinge-seed0");
        Assert.Contains("Cannot tell: ", other.Results);
        Assert.Contains("table-15.html", other.Results);
    }

    [Fact]
    public void What_is_interrupted_says_how_to_go_on()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var outcome = Tool.Run(source.Token, ["reproduce", "table-16", "--output", workspace.At("stopped"), "--json", .. s_short]).Expect(130).Says("the same command goes on");
        Assert.Equal("interrupted", (string)outcome.Json["outcome"]!);
        Assert.False(File.Exists(workspace.At("stopped", "table-16.html")));
    }

    [Fact]
    public void The_list_has_every_table_with_its_needs_and_an_estimate()
    {
        var tables = Tool.Run("reproduce", "list", "--json").Expect(0).Json["tables"]!.AsArray();
        Assert.Equal(25, tables.Count);
        Assert.All(tables, table => Assert.Equal(["quick", "small", "paper"], table!["scales"]!.AsObject().Select(s => s.Key)));
        var eight = tables.Single(t => (string)t!["table"]! == "table-8")!["scales"]!;
        Assert.True((double)eight["quick"]!["estimated_seconds"]! < (double)eight["small"]!["estimated_seconds"]!);
        Assert.Contains("inception-fid", eight["paper"]!["weights"]!.AsArray().Select(w => (string)w!));
        Assert.Equal(["imagenet"], eight["paper"]!["data"]!.AsArray().Select(d => (string)d!));
    }

    [Fact]
    public void Weights_that_are_missing_are_told_before_anything_is_trained() =>
        Tool.Run("reproduce", "table-8", "--scale", "paper", "--output", workspace.At("paper")).Expect(1).Says("litevae weights fetch");

    [Theory]
    [InlineData("--scale", "huge")]
    [InlineData("--seeds", "0")]
    [InlineData("--data", "imagenet=x")]
    [InlineData("--set", "train.learning_rat=1")]
    public void Wrong_use_is_refused_before_anything_is_trained(string option, string value)
    {
        Tool.Run("reproduce", "table-8", "--output", workspace.At("wrong"), option, value).Expect(2).Says(value.Split('=')[0].Split('.')[^1]);
        Assert.False(Directory.Exists(workspace.At("wrong", "rows")));
    }

    [Fact]
    public void A_table_must_be_named() => Tool.Run("reproduce").Expect(2).Says("litevae reproduce --help");
}

namespace LiteVae.Cli.Tests;

public sealed class UsageTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData("")]
    [InlineData("trian")]
    [InlineData("train quickstart --nonsense")]
    [InlineData("train --resume run --seed 3")]
    [InlineData("train --threads 0")]
    [InlineData("init --output m.safetensors")]
    [InlineData("inspect")]
    [InlineData("inspect --preset dwt --model m")]
    [InlineData("inspect --preset nonsense")]
    [InlineData("inspect --preset litevae-s --set encoder.levls=[1]")]
    [InlineData("inspect --preset litevae-s --set latent_channels")]
    [InlineData("inspect --preset litevae-s --resolution 0")]
    [InlineData("evaluate --model m --data d --limit 0")]
    [InlineData("evaluate --model m --data procedural")]
    [InlineData("evaluate --model m --data d --metrics psnr,sism")]
    [InlineData("reconstruct --model m --output d")]
    [InlineData("train no-such-recipe")]
    [InlineData("train no/such/recipe.yaml")]
    public void Wrong_use_is_told_in_a_line_and_exits_with_2(string args) =>
        Assert.Empty(Tool.Run(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Expect(2).Results);

    [Fact]
    public void An_unknown_device_is_wrong_use() =>
        Tool.Run("train", "--device", "abacus", "--output", workspace.At("abacus")).Expect(2).Says("abacus", "cpu, cuda");

    [Fact]
    public void All_mistakes_of_a_recipe_are_named_at_once()
    {
        var recipe = workspace.Text("wrong.yaml", """
            seed: 0
            model: {preset: litevae-s-mini, latent_chanels: 4}
            data: {path: procedural, workers: 0}
            train: {learning_rate: fast}
            """);
        Tool.Run("train", recipe, "--output", workspace.At("wrong")).Expect(2)
            .Says("wrong.yaml", "3 problems", "latent_chanels", "did you mean latent_channels", "data.workers", "train.learning_rate", "fast");
        Assert.False(Directory.Exists(workspace.At("wrong")));
    }

    [Fact]
    public void Help_lists_the_verbs()
    {
        var help = Tool.Run("--help").Expect(0).Results;
        foreach (var verb in new[] { "train", "evaluate", "reconstruct", "encode", "decode", "shard", "init", "inspect", "export", "weights" })
            Assert.Contains(verb, help);
    }

    [Fact]
    public void A_stack_trace_is_shown_only_on_request()
    {
        var missing = workspace.At("missing.safetensors");
        Tool.Run("inspect", "--model", missing).Expect(1);
        Assert.Contains("   at ", Tool.Run("inspect", "--model", missing, "--trace").Messages);
    }
}

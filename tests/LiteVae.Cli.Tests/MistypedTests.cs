namespace LiteVae.Cli.Tests;

/// <summary>What is mistyped is refused with what was meant, and never taken for something else.</summary>
public sealed class MistypedTests
{
    [Theory]
    [InlineData("train --dat x", "Unknown option '--dat'. Did you mean --data?")]
    [InlineData("train -data x", "Unknown option '-data'. Did you mean --data?")]
    [InlineData("train --dat=x", "Unknown option '--dat'. Did you mean --data?")]
    [InlineData("train quickstart --nonsense", "Unknown option '--nonsense'.")]
    [InlineData("train --data --otput", "Unknown option '--otput'. Did you mean --output?")]
    [InlineData("train --output --jsn", "Unknown option '--jsn'. Did you mean --json?")]
    [InlineData("encode --modl m a.png", "Unknown option '--modl'. Did you mean --model?")]
    [InlineData("decode l.safetensors --model m -x d", "Unknown option '-x'.")]
    [InlineData("reconstruct a.png --model m --output d --tiel 64", "Unknown option '--tiel'. Did you mean --tile?")]
    [InlineData("evaluate --model m --daat d", "Unknown option '--daat'. Did you mean --data?")]
    [InlineData("import source --chek", "Unknown option '--chek'. Did you mean --check?")]
    [InlineData("export --formt onnx", "Unknown option '--formt'. Did you mean --format?")]
    [InlineData("weights fetch --al", "Unknown option '--al'. Did you mean --all?")]
    [InlineData("diffusion train --frist-stage m", "Unknown option '--frist-stage'. Did you mean --first-stage?")]
    [InlineData("bench encoder --presets litevae-s", "Unknown option '--presets'. Did you mean --preset?")]
    [InlineData("reproduce table-8 --scael small", "Unknown option '--scael'. Did you mean --scale?")]
    [InlineData("train --trce", "Unknown option '--trce'. Did you mean --trace?")]
    public void An_unknown_option_is_refused_alone_with_the_nearest(string args, string message) =>
        Assert.Equal($"error: {message}", Tool.Run(args.Split(' ')).Expect(2).Messages.Split('\n')[0].TrimEnd());

    [Fact]
    public void What_follows_two_dashes_is_a_path() =>
        Tool.Run("train", "--", "--dat.yaml").Expect(2).Says("recipe --dat.yaml", "there is no such file");

    [Fact]
    public void A_value_joined_to_its_option_may_begin_with_a_dash() =>
        Tool.Run("train", "--output=-runs", "--set", "model.preset=nonsense").Expect(2).Says("nonsense");

    [Fact]
    public void Negative_numbers_are_values() => Tool.Run("train", "no-such-recipe", "--seed", "-3").Expect(2).Says("no-such-recipe");

    [Theory]
    [InlineData("trian", "Unknown verb 'trian'. Did you mean train? Known: train, report, evaluate,")]
    [InlineData("diffusion sampel", "Unknown verb 'sampel'. Did you mean sample? Known: train, sample, evaluate, samplers.")]
    [InlineData("weights", "A verb is needed: list, add, fetch.")]
    [InlineData("help trian", "Unknown verb 'trian'. Did you mean train?")]
    [InlineData("help diffusion sampel", "Did you mean sample?")]
    [InlineData("inspect --preset litvae-b", "did you mean litevae-b? Known: litevae-s-mini, litevae-s, ")]
    [InlineData("inspect --preset ldm-face", "did you mean ldm-faces? Known: litevae-s-mini, ")]
    [InlineData("bench diffusion --preset dit-sb", "did you mean dit-s? Known: ldm-mini, ")]
    [InlineData("train qickstart", "did you mean quickstart? Known: ")]
    [InlineData("reproduce tabel-8", "did you mean table-8? Known: table-1, ")]
    [InlineData("reproduce lsit", "; known: table-1, ")]
    [InlineData("diffusion train ldm-qickstart", "did you mean ldm-quickstart? Known: ")]
    public void Verbs_presets_and_recipes_are_suggested_and_listed(string args, string message) => Tool.Run(args.Split(' ')).Expect(2).Says(message);

    [Fact]
    public void Hidden_verbs_are_not_suggested() => Assert.DoesNotContain("bench-case", Tool.Run("bench-cse").Expect(2).Messages);
}

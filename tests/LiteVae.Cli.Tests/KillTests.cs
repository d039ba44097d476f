using LiteVae.Soak.Kills;

namespace LiteVae.Cli.Tests;

/// <summary>Work that is killed at random moments ends as if it had never been. <c>tests/LiteVae.Soak</c> does the same hundreds of times.</summary>
public sealed class KillTests(Workspace workspace) : IClassFixture<Workspace>
{
    private const int Steps = 40;
    private const int Kills = 4;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void A_training_that_is_killed_again_and_again_ends_with_the_same_bytes(bool adversary, int seed)
    {
        var (whole, killed) = (workspace.At($"whole-{seed}"), workspace.At($"killed-{seed}"));
        new KilledWork(Tool.Start, new Random(0)).Run(Work.Training(whole, Steps, adversary), kills: 0);
        var work = Work.Training(killed, Steps, adversary);
        var killer = new KilledWork(Tool.Start, new Random(seed));
        killer.Run(work, Kills);
        Assert.True(killer.Killed > 0, $"The run ended before it was killed (seed {seed}).");
        Assert.Empty(work.Differences(whole).Select(d => $"{d} (seed {seed}, {killer.Killed} kills)"));
    }

    [Fact]
    public void A_diffusion_training_that_is_killed_again_and_again_ends_with_the_same_bytes()
    {
        const int seed = 3;
        var recipe = workspace.Text("first-stage.yaml", Work.FirstStage);
        var (whole, killed) = (workspace.At("whole-diffusion"), workspace.At("killed-diffusion"));
        new KilledWork(Tool.Start, new Random(0)).Run(Work.Diffusion(whole, recipe, Steps), kills: 0);
        var work = Work.Diffusion(killed, recipe, Steps);
        var killer = new KilledWork(Tool.Start, new Random(seed));
        killer.Run(work, Kills);
        Assert.True(killer.Killed > 0, $"The run ended before it was killed (seed {seed}).");
        Assert.Empty(work.Differences(whole).Select(d => $"{d} (seed {seed}, {killer.Killed} kills)"));
    }
}

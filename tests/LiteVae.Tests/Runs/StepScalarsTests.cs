using LiteVae.Runs;
using static TorchSharp.torch;

namespace LiteVae.Tests.Runs;

public sealed class StepScalarsTests
{
    [Fact]
    public void Numbers_are_means_over_the_parts_and_those_of_the_whole_stay_as_they_are()
    {
        using var scalars = new StepScalars(4);
        foreach (var value in new[] { 1f, 2, 3, 6 })
        {
            using var tensor = TorchSharp.torch.tensor(value);
            scalars.Add([("loss", tensor), ("twice", tensor)]);
            scalars.Add("twice", tensor);
        }
        using var whole = tensor(5f);
        scalars.AddWhole("whole", whole);
        Assert.Equal(new Dictionary<string, double> { ["loss"] = 3, ["twice"] = 6, ["whole"] = 5 }, scalars.Read());
    }

    [Fact]
    public void They_outlive_the_scope_in_which_they_are_made_and_end_with_their_owner() => TensorLeaks.AssertNone(() =>
    {
        using var scalars = new StepScalars(1);
        using (NewDisposeScope())
        {
            scalars.Add("loss", tensor(2f));
            scalars.Add("loss", tensor(3f));
            scalars.AddWhole("whole", tensor(4f));
        }
        Assert.Equal(5, scalars.Read()["loss"]);
    });
}

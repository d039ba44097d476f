using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Verbs;

namespace LiteVae.Fuzz.Targets;

/// <summary>Every target.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new SafetensorsTarget(),
        new SafetensorsFileTarget(),
        new ModelTarget(),
        new ModelConfigTarget(),
        new DiffusionConfigTarget(),
        new DiffusersConfigTarget(),
        new LatentsTarget(),
        new CheckpointTarget(),
        new PyTorchTarget("zip"),
        new PyTorchTarget("older"),
        new ImageTarget(),
        new ImageSizeTarget(),
        new TrainingImageTarget(),
        new TarTarget(),
        new TarIndexTarget(),
        new SamplePictureTarget(),
        new RecipeTarget(),
        new DiffusionRecipeTarget(),
        new RecipeSettingTarget(),
        new MetricsTarget(),
        new RunRecordTarget(),
        new RunLockTarget(),
        new RankMessagesTarget(),
        new HttpTarget(),
    ];

    public static FuzzTarget Find(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new UsageException($"There is no target \"{name}\"; there are {string.Join(", ", All.Select(t => t.Name))}.");
}

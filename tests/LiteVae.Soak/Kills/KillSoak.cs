using System.Globalization;
using LiteVae.Codec.Models;
using LiteVae.Data;
using LiteVae.Data.Procedural;

namespace LiteVae.Soak.Kills;

/// <summary>Kills trainings and encodings at random moments, hundreds of times, and checks that each ends as if it had never been killed.</summary>
internal static class KillSoak
{
    private const int Steps = 60;
    private const int KillsPerRun = 5;

    /// <param name="arguments">count=N, seed=S, only=train|adversary|encode|diffusion.</param>
    public static int Run(Arguments arguments)
    {
        var (count, seed) = (arguments.Number("count", 100), arguments.Number("seed", Environment.TickCount & int.MaxValue));
        Console.WriteLine($"kills: {count}, seed {seed}");
        using var folder = new ScratchFolder();
        var killer = new KilledWork(Tool.Start, new Random(seed));
        var kinds = Kinds(folder).Where(k => arguments.Text("only", k.Name) == k.Name).ToArray();
        foreach (var (name, create) in kinds) // the uninterrupted ones
            new KilledWork(Tool.Start, new Random(0)).Run(create(folder[$"{name}-whole"]), kills: 0);
        var failures = 0;
        for (var run = 0; killer.Killed < count; run++)
        {
            var (name, create) = kinds[run % kinds.Length];
            var work = create(folder[$"{name}-{run}"]);
            killer.Run(work, KillsPerRun);
            foreach (var problem in work.Differences(folder[$"{name}-whole"]))
            {
                failures++;
                Console.Error.WriteLine($"{name}, run {run}: {problem}");
            }
            Directory.Delete(work.Folder, recursive: true);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{killer.Killed} kills, {killer.KilledWriting} of them while a file was being written; {failures} differences"));
        }
        return failures == 0 ? 0 : 1;
    }

    private static (string Name, Func<string, Work> Create)[] Kinds(ScratchFolder folder)
    {
        var (model, images, recipe) = (folder["model.safetensors"], folder["images"], folder["first.yaml"]);
        return
        [
            ("train", path => Work.Training(path, Steps, adversary: false)),
            ("adversary", path => Work.Training(path, Steps, adversary: true)),
            ("encode", path =>
            {
                Prepare(model, images);
                return Work.Encoding(path, model, images);
            }),
            ("diffusion", path =>
            {
                File.WriteAllText(recipe, Work.FirstStage);
                return Work.Diffusion(path, recipe, Steps);
            }),
        ];
    }

    private static void Prepare(string model, string images)
    {
        if (File.Exists(model))
            return;
        using var source = new ProceduralImageSource(1, 64);
        for (var i = 0; i < 90; i++)
            ImageFile.Save(Path.Combine(images, $"{i:00}.png"), source.TryLoad(i, new LoadOptions(48, false, false, 0))!);
        Tool.Expect("init", "--preset", Presets.Names.First(n => n.EndsWith("mini", StringComparison.Ordinal)), "--output", model);
    }
}

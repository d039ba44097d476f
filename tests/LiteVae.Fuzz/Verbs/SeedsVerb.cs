using LiteVae.Fuzz.Engine;

namespace LiteVae.Fuzz.Verbs;

/// <summary><c>seeds TARGET FOLDER</c>: writes the corpus and the inputs made by code into a folder, as AFL and libFuzzer want it.</summary>
internal static class SeedsVerb
{
    public static int Run(FuzzTarget target, string folder)
    {
        Directory.CreateDirectory(folder);
        var count = 0;
        foreach (var input in Corpus.Of(target))
            File.WriteAllBytes(Path.Combine(folder, $"{count++:0000}"), input);
        Console.WriteLine($"{count} inputs in {folder}");
        return 0;
    }
}

using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Targets;

namespace LiteVae.Fuzz.Verbs;

/// <summary><c>list</c>: the targets, and the number of their kept inputs.</summary>
internal static class ListVerb
{
    public static int Run()
    {
        foreach (var target in AllTargets.All)
            Console.WriteLine($"{target.Name,-18} {Corpus.Of(target).Count(),4} inputs; refuses by {string.Join(", ", target.Documented.Select(d => d.Name))}");
        return 0;
    }
}

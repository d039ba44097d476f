using System.Diagnostics;
using LiteVae.Fuzz.Engine;

namespace LiteVae.Fuzz.Verbs;

/// <summary><c>repeat TARGET FILE …</c>: reads files as the engine would, and says how each ends.</summary>
internal static class RepeatVerb
{
    public static int Run(FuzzTarget target, IReadOnlyList<string> files)
    {
        var undocumented = 0;
        foreach (var file in files)
        {
            var input = File.ReadAllBytes(file);
            var clock = Stopwatch.StartNew();
            string outcome;
            try
            {
                target.Run(input);
                outcome = "is read";
            }
            catch (Exception e) when (target.Documented.Contains(e.GetType()))
            {
                outcome = $"is refused: {e.GetType().Name}: {e.Message}";
            }
            catch (Exception e)
            {
                undocumented++;
                outcome = $"breaks the rule: {e}";
            }
            Console.WriteLine($"{file} {outcome} ({clock.ElapsedMilliseconds} ms, {Environment.WorkingSet >> 20} MiB resident)");
        }
        return undocumented == 0 ? 0 : 1;
    }
}

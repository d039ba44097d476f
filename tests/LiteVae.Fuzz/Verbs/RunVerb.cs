using System.Globalization;
using LiteVae.Fuzz.Engine;
using LiteVae.Fuzz.Targets;

namespace LiteVae.Fuzz.Verbs;

/// <summary><c>run [TARGET …] [--inputs N] [--seconds T] [--seed S] [--findings FOLDER] [--keep FOLDER]</c>: one target after the other, or all of them.</summary>
internal static class RunVerb
{
    private const string Usage = "run [TARGET ...] [--inputs N] [--seconds T] [--seed S] [--findings FOLDER] [--keep FOLDER]";

    public static int Run(IReadOnlyList<string> arguments)
    {
        List<FuzzTarget> targets = [];
        var options = new CampaignOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
            {
                targets.Add(AllTargets.Find(arguments[i]));
                continue;
            }
            if (i + 1 == arguments.Count)
                throw new UsageException($"{arguments[i]} has no value. Usage: {Usage}");
            var value = arguments[i + 1];
            options = arguments[i++] switch
            {
                "--inputs" => options with { Inputs = long.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--findings" => options with { Findings = value },
                "--keep" => options with { Keep = value },
                var unknown => throw new UsageException($"{unknown} is not known. Usage: {Usage}"),
            };
        }
        if (options is { Inputs: long.MaxValue, Seconds: double.PositiveInfinity })
            throw new UsageException($"Say for how long: --inputs or --seconds. Usage: {Usage}");
        var findings = 0;
        foreach (var target in targets.Count > 0 ? targets : AllTargets.All)
        {
            var result = FuzzProcess.Run(target, options, Console.WriteLine);
            Console.WriteLine(result);
            findings += result.Findings.Count;
        }
        return findings == 0 ? 0 : 1;
    }
}

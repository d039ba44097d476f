using System.CommandLine;
using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Verbs.Diffusion;

internal static class DiffusionSampleCommand
{
    public static Command Create(Session session)
    {
        var sampling = new SamplingOptions();
        var output = SharedOptions.Output("Where the pictures go: 00000.png, 00001.png, ... and grid.png.", "folder");
        var count = SharedOptions.AtLeastOne(new Option<int?>("--count") { Description = "The number of samples; 16 where not given." });
        var json = SharedOptions.Json();

        var command = new Command("sample", "Draw samples from a diffusion model.") { sampling.Model, output, count };
        foreach (var option in sampling.Rest)
            command.Add(option);
        command.Add(json);
        command.SetAction(parsed => new DiffusionSampleVerb(session).Run(new DiffusionSampleRequest
        {
            Sampling = sampling.Read(parsed),
            Output = parsed.GetValue(output)!,
            Count = parsed.GetValue(count) ?? 16,
            Json = parsed.GetValue(json),
        }));
        return command;
    }
}

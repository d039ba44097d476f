using System.CommandLine;
using System.CommandLine.Parsing;
using LiteVae.Codec.Models;
using LiteVae.Distributed;
using LiteVae.Inference;

namespace LiteVae.Cli.Shared;

/// <summary>Options that several verbs have. Each call makes a new one: an option belongs to one command.</summary>
internal static class SharedOptions
{
    public static Option<string> Device()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where to compute: cpu, cuda, cuda:1, mps.",
            DefaultValueFactory = _ => "cpu",
        };
        option.CompletionSources.Add("cpu", "cuda", "mps");
        return option;
    }

    public static Option<int?> Threads() => AtLeastOne(new Option<int?>("--threads") { Description = "Processor threads; all cores where not given." });

    public static Option<DistributedMode> Distributed()
    {
        var option = new Option<DistributedMode>("--distributed")
        {
            Description = "auto: work together with the other processes that litevae launch, mpirun or srun started; off: alone.",
            DefaultValueFactory = _ => DistributedMode.Auto,
            HelpName = "auto|off",
            CustomParser = result => Enum.TryParse<DistributedMode>(result.Tokens[^1].Value, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : Unknown(result),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add("auto", "off");
        return option;

        static DistributedMode Unknown(ArgumentResult result)
        {
            result.AddError($"--distributed expects auto or off; got {result.Tokens[^1].Value}.");
            return default;
        }
    }

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON object and nothing else on standard output." };

    /// <param name="standard">Where the option is not given.</param>
    public static Option<string> Precision(string standard)
    {
        var option = new Option<string>("--precision")
        {
            Description = "Arithmetic: auto (bf16 on a GPU, fp32 on a processor), fp32 or bf16.",
            DefaultValueFactory = _ => standard,
        };
        option.AcceptOnlyFromAmong("auto", "fp32", "bf16");
        return option;
    }

    public static InferencePrecision Precision(ParseResult parsed, Option<string> precision) =>
        Enum.Parse<InferencePrecision>(parsed.GetValue(precision)!, ignoreCase: true);

    public static Option<string[]> Settings(string example) => new("--set")
    {
        Description = $"Change a value of the config by its dotted key, such as {example}. Repeatable.",
        HelpName = "key=value",
        DefaultValueFactory = _ => [],
        AllowMultipleArgumentsPerToken = true,
    };

    public static Option<string> Model() => new("--model")
    {
        Description = "A model file, a run folder, a model of diffusers or CompVis, or the name of a shipped model.",
        HelpName = "model",
        DefaultValueFactory = _ => ShippedModels.Standard,
    };

    /// <param name="standard">Where the option is not given.</param>
    public static Option<string> Output(string description, string name, string standard) =>
        new("--output", "-o") { Description = description, HelpName = name, DefaultValueFactory = _ => standard };

    public static Option<string> Output(string description, string name) => new("--output", "-o") { Description = description, HelpName = name, Required = true };

    public static Option<long?> AtLeastOne(Option<long?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && long.TryParse(result.Tokens[0].Value, out var value) && value < 1)
                result.AddError($"{option.Name} expects at least 1; got {value}.");
        });
        return option;
    }

    public static Option<int?> AtLeastOne(Option<int?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 1)
                result.AddError($"{option.Name} expects at least 1; got {value}.");
        });
        return option;
    }

    public static Compute Compute(ParseResult parsed, Option<string> device, Option<int?> threads) =>
        new(parsed.GetValue(device)!, parsed.GetValue(threads));
}

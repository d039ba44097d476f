using System.CommandLine;
using LiteVae.Distributed;

namespace LiteVae.Cli.Shared;

/// <summary>The arguments and options that all trainings have.</summary>
internal sealed class TrainingOptions
{
    private readonly string _standardRecipe;
    private readonly Argument<string?> _recipe;
    private readonly Option<string?> _data;
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The run folder; runs/RECIPE-TIME where not given.", HelpName = "folder" };
    private readonly Option<string?> _resume = new("--resume") { Description = "Go on with the run in this folder, as if it had never stopped.", HelpName = "run" };
    private readonly Option<long?> _steps = SharedOptions.AtLeastOne(new Option<long?>("--steps")
    {
        Description = "Steps of the last phase in all; replaces the recipe's. With --resume, the run is lengthened to so many.",
    });

    private readonly Option<long?> _seed = new("--seed") { Description = "Seed of weights, data order and noise; replaces the recipe's." };
    private readonly Option<string[]> _settings;
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<int?> _threads = SharedOptions.Threads();
    private readonly Option<DistributedMode> _distributed = SharedOptions.Distributed();
    private readonly Option<bool> _json = SharedOptions.Json();

    /// <param name="standardRecipe">The recipe where none is given.</param>
    /// <param name="recipes">Finds the names of the shipped recipes.</param>
    /// <param name="data">What <c>--data</c> takes, in words.</param>
    /// <param name="setting">A setting as an example.</param>
    public TrainingOptions(string standardRecipe, Func<IEnumerable<string>> recipes, string data, string setting)
    {
        _standardRecipe = standardRecipe;
        _recipe = new Argument<string?>("recipe")
        {
            Description = $"A shipped recipe's name or a YAML file; {standardRecipe} where not given.",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "recipe",
        };
        _recipe.CompletionSources.Add(_ => recipes());
        _data = new Option<string?>("--data") { Description = $"{data}; replaces the recipe's.", HelpName = "folder" };
        _settings = SharedOptions.Settings(setting);
    }

    /// <summary>Makes the command.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="more">Options that only this training has.</param>
    public Command Create(string description, params IReadOnlyList<Option> more)
    {
        var command = new Command("train", description) { _recipe, _data };
        foreach (var option in more)
            command.Add(option);
        foreach (var option in new Option[] { _output, _resume, _steps, _settings, _seed, _device, _threads, _distributed, _json })
            command.Add(option);
        Symbol[] others = [_recipe, _data, .. more, _output, _settings, _seed];
        command.Validators.Add(result =>
        {
            if (result.GetResult(_resume) is null)
                return;
            string[] given = [.. others
                .Where(o => o switch
                {
                    Argument a => result.GetResult(a) is { Tokens.Count: > 0 },
                    Option p => result.GetResult(p) is { Implicit: false },
                    _ => false,
                })
                .Select(o => o.Name)];
            if (given.Length > 0)
                result.AddError($"--resume takes everything from the run's config.yaml: leave out {string.Join(", ", given)}.");
        });
        return command;
    }

    /// <summary>Whether the training works together with other processes.</summary>
    public DistributedMode Mode(ParseResult parsed) => parsed.GetValue(_distributed);

    /// <summary>Reads what was given.</summary>
    public TrainingRequest Read(ParseResult parsed) => new()
    {
        Recipe = parsed.GetValue(_recipe) ?? _standardRecipe,
        Data = parsed.GetValue(_data),
        Output = parsed.GetValue(_output),
        Resume = parsed.GetValue(_resume),
        Steps = parsed.GetValue(_steps),
        Seed = parsed.GetValue(_seed),
        Settings = parsed.GetValue(_settings)!,
        Compute = SharedOptions.Compute(parsed, _device, _threads),
        Json = parsed.GetValue(_json),
    };
}

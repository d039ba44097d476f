using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Data;
using LiteVae.Diffusion.Recipes;
using LiteVae.Experiments.Files;
using LiteVae.Training;

namespace LiteVae.Experiments.Plans;

/// <summary>An experiment at one scale: every row with its recipes, the claims, what is measured.</summary>
internal sealed class ExperimentPlan
{
    private const string DiffusionPrefix = "diffusion.";

    private ExperimentPlan(ExperimentFile file, ExperimentScale scale, IReadOnlyList<PlannedRow> rows) =>
        (File, Scale, Rows) = (file, scale, rows);

    public ExperimentFile File { get; }

    public ExperimentScale Scale { get; }

    public ScaleSettings Settings => File.At(Scale);

    public IReadOnlyList<PlannedRow> Rows { get; }

    public IReadOnlyList<ExperimentClaim> Claims => File.ClaimsAt(Scale);

    /// <summary>Resolves every row.</summary>
    /// <param name="file">The experiment.</param>
    /// <param name="scale">How much is done.</param>
    /// <param name="data">Folders in place of the recipes': see <see cref="ReproductionOptions.Data"/>.</param>
    /// <param name="settings">Settings of all rows: see <see cref="ReproductionOptions.Settings"/>.</param>
    /// <exception cref="ConfigException">A recipe has mistakes; the message names the row.</exception>
    public static ExperimentPlan Make(ExperimentFile file, ExperimentScale scale, IReadOnlyList<string> data, IReadOnlyList<string> settings)
    {
        string[] diffusion = [.. settings.Where(s => s.StartsWith(DiffusionPrefix, StringComparison.Ordinal)).Select(s => s[DiffusionPrefix.Length..])];
        string[] autoencoder = [.. settings.Where(s => !s.StartsWith(DiffusionPrefix, StringComparison.Ordinal))];
        var folders = DataFolders.Of(data);
        var plan = new ExperimentPlan(file, scale, [.. file.RowsAt(scale).Select(row => Resolve(file, row, scale, folders, autoencoder, diffusion))]);
        folders.RefuseUnused();
        return plan;
    }

    private static PlannedRow Resolve(
        ExperimentFile file, ExperimentRow row, ExperimentScale scale, DataFolders data, IReadOnlyList<string> settings, IReadOnlyList<string> diffusionSettings)
    {
        var at = file.At(scale);
        try
        {
            var recipe = scale == ExperimentScale.Paper
                ? RecipeReader.Read(row.Recipe, [.. Texts(at.Set), .. settings])
                : RecipeReader.Read(at.Base, [.. Texts(at.Set), .. Texts(row.Set), .. Texts(scale == ExperimentScale.Quick ? row.Quick : row.Small), .. settings]);
            if (!file.Diffuses)
                return new PlannedRow(row, WithData(recipe, data, at), null, Sides(row, scale, at));
            var diffusion = DiffusionRecipeReader.Read((scale == ExperimentScale.Paper ? row.Diffusion : at.Diffusion)!, [.. Texts(at.DiffusionSet), .. diffusionSettings]);
            // Both stages learn the same images: at the scale of the paper, those that the diffusion model names.
            if (scale == ExperimentScale.Paper)
                recipe = recipe with { Data = recipe.Data with { Path = diffusion.Data.Path } };
            recipe = WithData(recipe, data, at);
            diffusion = diffusion with { Data = diffusion.Data with { Path = recipe.Data.Path } };
            return new PlannedRow(row, recipe, diffusion, Sides(row, scale, at));
        }
        catch (ConfigException e)
        {
            throw new ConfigException($"{file.Id}, row {row.Name}, scale {scale.ToString().ToLowerInvariant()}", e.Message);
        }
    }

    private static IReadOnlyList<int> Sides(ExperimentRow row, ExperimentScale scale, ScaleSettings at) =>
        scale == ExperimentScale.Paper && row.Resolution is { } side ? [side] : at.Resolutions;

    private static Recipe WithData(Recipe recipe, DataFolders data, ScaleSettings at)
    {
        var path = data.For(recipe.Data.Path);
        if (path == ImageSources.Procedural)
            return recipe with { Data = recipe.Data with { Path = path } };
        // As many images are held out as are measured, so that those that are measured were not learned.
        return recipe with { Data = recipe.Data with { Path = ImageSources.Absolute(path), Holdout = at.Images ?? recipe.Data.Holdout } };
    }

    // As --set has them; a text in JSON is one in YAML too.
    private static IEnumerable<string> Texts(ConfigMapping settings) =>
        settings.Entries.Select(e => $"{e.Key}={(e.Value is ConfigScalar scalar ? scalar.Text : ConfigDocument.ToJson(e.Value))}");
}

using System.Text.Json.Nodes;
using LiteVae.Autoencoders;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Codec.Models.Files;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Import;

/// <summary>Writes a model of another project as a model file, and says what it was. libtorch is not loaded.</summary>
internal sealed class ImportVerb(Session session)
{
    public int Run(ImportRequest request)
    {
        if (request.Denoiser is not null)
            return new ImportDenoiser(session).Run(request, request.Denoiser);
        using var model = ModelSource.Open(request.Source, request.Config);
        if (model.Form == ModelForm.LiteVae)
            throw new CheckpointException($"{request.Source}: is a LiteVae model already; there is nothing to import");
        if (!request.Check)
            OutputPath.Write(request.Output!, () => model.Save(request.Output!));
        if (request.Json)
            session.Terminal.Result(ToJson(request, model));
        else
            Print(request, model);
        if (model.Header.Scale is null)
        {
            session.Terminal.Message("the source does not tell the scale of its latents, by which diffusion models normalize them: "
                + "--config with the model's config.json does, and litevae evaluate --save-stats measures it");
        }
        return ExitCode.Done;
    }

    /// <summary>The element types of tensors, as files call them, the most frequent first.</summary>
    public static string[] Types(ITensorSource source) =>
        [.. source.Tensors.Values.CountBy(t => t.Type).OrderByDescending(t => t.Value).Select(t => t.Key.ToString().ToLowerInvariant())];

    /// <summary>The number of elements of all tensors.</summary>
    public static long Parameters(ITensorSource source) => source.Tensors.Values.Sum(t => t.Count);

    private static string FormName(ModelForm form) => form == ModelForm.Diffusers ? "diffusers" : "compvis";

    private static JsonObject ToJson(ImportRequest request, ModelSource model) => new()
    {
        ["source"] = request.Source,
        ["output"] = request.Check ? null : request.Output,
        ["form"] = FormName(model.Form),
        ["prefix"] = model.Prefix,
        ["config_from"] = model.ConfigPath,
        ["model"] = ModelSummary.Describe(model.Header.Config),
        ["parameters"] = Parameters(model),
        ["tensors"] = model.Tensors.Count,
        ["left_alone"] = model.LeftAlone,
        ["types"] = new JsonArray([.. Types(model).Select(t => JsonValue.Create(t))]),
        ["latent_mean"] = Numbers(model.Header.Scale?.Mean),
        ["latent_std"] = Numbers(model.Header.Scale?.StandardDeviation),
        ["config"] = JsonNode.Parse(model.Header.Config.ToJson()),
    };

    private static JsonArray? Numbers(IEnumerable<double>? values) => values is null ? null : new JsonArray([.. values.Select(v => JsonValue.Create(v))]);

    private static string Describe(LatentScale? scale) => scale switch
    {
        null => "not known",
        _ when scale.Mean.Distinct().Count() == 1 && scale.StandardDeviation.Distinct().Count() == 1 =>
            Invariant($"mean {scale.Mean[0]:0.#####}, deviation {scale.StandardDeviation[0]:0.#####} in all channels"),
        _ => "its own in every channel",
    };

    private void Print(ImportRequest request, ModelSource model)
    {
        var config = model.Header.Config;
        var within = model.Prefix.Length == 0 ? "" : $" under {model.Prefix}";
        session.Terminal.Result($"{request.Source}: an autoencoder with {(model.Form == ModelForm.Diffusers ? "diffusers'" : "CompVis's")} names{within}");
        session.Terminal.Result(Invariant($"  {ModelSummary.Describe(config)}: latents of {config.LatentChannels} channels, {config.DownsamplingFactor} times smaller; {Parameters(model):N0} parameters"));
        session.Terminal.Result($"  config from {model.ConfigPath ?? "the tensors' shapes"}; scale of the latents: {Describe(model.Header.Scale)}");
        session.Terminal.Result($"  {model.Tensors.Count} tensors, {string.Join(" and ", Types(model))}{(model.LeftAlone == 0 ? "" : $"; {model.LeftAlone} others of the source are no part of it")}");
        session.Terminal.Result(request.Check ? "nothing was written (--check)" : $"{request.Output}: written");
    }
}

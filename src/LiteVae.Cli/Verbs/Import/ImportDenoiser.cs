using System.Text.Json.Nodes;
using LiteVae.Checkpoints;
using LiteVae.Cli.Shared;
using LiteVae.Codec.Configuration;
using LiteVae.Codec.Diffusion.Files;
using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models;
using LiteVae.Diffusion;
using LiteVae.Runs.Folders;
using static System.FormattableString;

namespace LiteVae.Cli.Verbs.Import;

/// <summary>Writes the UNet of a released latent diffusion model as a diffusion model's file.</summary>
internal sealed class ImportDenoiser(Session session)
{
    private static readonly int[] StandardLatent = [4, 32, 32];

    public int Run(ImportRequest request, DenoiserRequest denoiser)
    {
        var (scale, digest, channels) = FirstStage(denoiser.FirstStage);
        var latent = denoiser.Latent ?? [channels ?? StandardLatent[0], .. StandardLatent.Skip(1)];
        if (channels is { } z && z != latent[0])
            throw new ConfigException("--latent", $"the first stage's latents have {z} channels; found {latent[0]}");
        var config = DiffusionPresetConfig.Resolve(denoiser.Preset, latent, denoiser.Settings) with { FirstStage = digest };
        scale ??= new LatentScale(new double[latent[0]], [.. Enumerable.Repeat(1.0, latent[0])]);

        using var source = PublishedDenoiser.Open(request.Source, config.Denoiser, denoiser.Raw);
        if (!request.Check)
            OutputPath.Write(request.Output!, () => source.Save(request.Output!, new DiffusionHeader(config, scale)));
        if (request.Json)
        {
            session.Terminal.Result(new JsonObject
            {
                ["source"] = request.Source,
                ["output"] = request.Check ? null : request.Output,
                ["prefix"] = source.Prefix,
                ["averaged"] = source.IsAveraged,
                ["tensors"] = source.Tensors.Count,
                ["parameters"] = ImportVerb.Parameters(source),
                ["types"] = new JsonArray([.. ImportVerb.Types(source).Select(t => JsonValue.Create(t))]),
                ["config"] = JsonNode.Parse(config.ToJson()),
            });
            return ExitCode.Done;
        }
        session.Terminal.Result($"{request.Source}: a UNet of latent diffusion{(source.Prefix.Length == 0 ? "" : $" under {source.Prefix}")}, "
            + (source.IsAveraged ? "the average of its weights (--raw takes the last ones)" : "its weights as they are"));
        session.Terminal.Result(Invariant($"  {denoiser.Preset}: {ImportVerb.Parameters(source):N0} parameters in {source.Tensors.Count} tensors, {string.Join(" and ", ImportVerb.Types(source))}"));
        session.Terminal.Result(Invariant($"  latents [{string.Join(',', config.LatentShape)}], {config.Schedule.Steps} steps, betas from {config.Schedule.BetaStart} to {config.Schedule.BetaEnd}, predicts {config.Prediction.ToString().ToLowerInvariant()}"));
        session.Terminal.Result(request.Check ? "nothing was written (--check)" : $"{request.Output}: written");
        return ExitCode.Done;
    }

    private static (LatentScale? Scale, string Digest, int? Channels) FirstStage(string? named)
    {
        if (named is null)
            return (null, "", null);
        var path = ModelLocation.Find(named);
        using var model = ModelSource.Open(path);
        return (model.Header.Scale, ModelFile.Digest(path), model.Header.Config.LatentChannels);
    }
}

using LiteVae.Codec.Interchange;
using LiteVae.Codec.Models.Files;
using LiteVae.Server.Models;

namespace LiteVae.Server.Endpoints;

/// <summary><c>GET /v1/models</c>: what is served.</summary>
internal static class ModelsEndpoint
{
    public static ModelList Handle(ModelCatalog models, DiffusionService diffusion, ServerOptions options) =>
        new([.. models.Slots.Select(slot => Describe(slot, options))], diffusion.Describe());

    private static ModelInfo Describe(ModelSlot slot, ServerOptions options)
    {
        var loaded = slot.Current;
        var info = new ModelInfo { Name = slot.Name, IsDefault = slot.Name == options.DefaultModel, Loaded = loaded is not null, MemoryBytes = loaded?.Bytes, FileBytes = 0 };
        try
        {
            using var source = ModelSource.Open(slot.Path);
            var config = source.Header.Config;
            return info with
            {
                FileBytes = source.Files.Sum(f => new FileInfo(f).Length),
                LatentChannels = config.LatentChannels,
                DownsamplingFactor = config.DownsamplingFactor,
                HasScale = source.Header.Scale is not null,
            };
        }
        catch (Exception e) when (e is CheckpointException or IOException)
        {
            return info; // missing or damaged: a request for the model says so
        }
    }
}

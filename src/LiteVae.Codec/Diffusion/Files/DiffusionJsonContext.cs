using System.Text.Json.Serialization;

namespace LiteVae.Codec.Diffusion.Files;

/// <summary>The generated JSON contracts of a diffusion model's config records: snake_case keys, enumerations by name, unknown keys refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(DiffusionConfig))]
internal sealed partial class DiffusionJsonContext : JsonSerializerContext;

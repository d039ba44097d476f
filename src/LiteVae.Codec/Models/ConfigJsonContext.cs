using System.Text.Json.Serialization;

namespace LiteVae.Codec.Models;

/// <summary>The generated JSON contracts of the config records: snake_case keys, enumerations by name, unknown keys refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(AutoencoderConfig))]
internal sealed partial class ConfigJsonContext : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace LiteVae.Server.Endpoints;

/// <summary>The last event of a sample: the encoded picture, which JSON holds in base64.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="File">The picture.</param>
internal sealed record SampledPicture(string MediaType, [property: JsonPropertyName("data")] byte[] File);

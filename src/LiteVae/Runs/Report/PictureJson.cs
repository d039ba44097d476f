using System.Text.Json;
using System.Text.Json.Serialization;
using LiteVae.Pictures;

namespace LiteVae.Runs.Report;

/// <summary>Pictures in JSON: PNG files in Base64.</summary>
internal sealed class PictureJson : JsonConverter<RgbImage>
{
    public override RgbImage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PngDecoder.Decode(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, RgbImage value, JsonSerializerOptions options) => writer.WriteBase64StringValue(PngEncoder.Encode(value));
}

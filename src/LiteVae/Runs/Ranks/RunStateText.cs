using System.Text.Json;
using System.Text.Json.Serialization;

namespace LiteVae.Runs.Ranks;

/// <summary>Where a run is, as a text that ranks send each other.</summary>
internal static class RunStateText
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Write(RunState state) => JsonSerializer.Serialize(state, Format);

    public static RunState Read(string text) => JsonSerializer.Deserialize<RunState>(text, Format)!;
}

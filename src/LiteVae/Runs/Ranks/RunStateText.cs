using System.Text.Json;
using System.Text.Json.Serialization;
using LiteVae.Distributed;

namespace LiteVae.Runs.Ranks;

/// <summary>Where a run is, as a text that ranks send each other.</summary>
internal static class RunStateText
{
    private static readonly JsonSerializerOptions Format = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static string Write(RunState state) => JsonSerializer.Serialize(state, Format);

    /// <exception cref="CommunicationException">The text is not that of a state.</exception>
    public static RunState Read(string text)
    {
        try
        {
            if (JsonSerializer.Deserialize<RunState>(text, Format) is { Step: >= 0, Images: >= 0, Skipped: >= 0, SkippedInARow: >= 0 } state && state.Elapsed >= TimeSpan.Zero)
                return state;
        }
        catch (JsonException e)
        {
            throw new CommunicationException($"The state of the run, which rank 0 sent, cannot be read: {e.Message}", e);
        }
        throw new CommunicationException("The state of the run, which rank 0 sent, has numbers that are missing or below 0.");
    }
}

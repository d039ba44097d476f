namespace LiteVae.Server;

/// <summary>How the service writes its log.</summary>
public enum LogFormat
{
    /// <summary>A line of text for each event.</summary>
    Text,

    /// <summary>A JSON object on a line for each event.</summary>
    Json,

    /// <summary>No log.</summary>
    None,
}

namespace LiteVae.Server.Metrics;

/// <summary>How a request ended, for log and metrics: a feature of its context.</summary>
internal sealed class RequestOutcome
{
    /// <summary>The problem's code; "ok" where there was none.</summary>
    public string Code { get; set; } = "ok";

    /// <summary>What ended the request, where it was refused or failed.</summary>
    public Exception? Cause { get; set; }

    /// <summary>The pixels of the picture that came in or went out.</summary>
    public long Pixels { get; set; }

    /// <summary>The name of the caller's key; null where none is asked for.</summary>
    public string? Caller { get; set; }
}

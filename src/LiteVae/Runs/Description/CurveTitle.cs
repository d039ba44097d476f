namespace LiteVae.Runs.Description;

/// <summary>What stands above a curve.</summary>
/// <param name="Title">The number's name for people.</param>
/// <param name="Unit">Its unit; empty for none.</param>
internal sealed record CurveTitle(string Title, string Unit = "")
{
    /// <summary>The title of the vertical axis, such as "loss".</summary>
    public string Axis { get; init; } = Unit.Length > 0 ? Unit : "value";
}

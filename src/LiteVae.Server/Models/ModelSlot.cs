namespace LiteVae.Server.Models;

/// <summary>A model by its name: loaded or not.</summary>
/// <param name="name">What requests call it.</param>
/// <param name="path">Of its file or folder.</param>
internal sealed class ModelSlot(string name, string path)
{
    public string Name { get; } = name;

    public string Path { get; } = path;

    /// <summary>Held by whoever loads the model.</summary>
    public SemaphoreSlim Loading { get; } = new(1);

    /// <summary>The model in memory; null while it is not loaded.</summary>
    public LoadedModel? Current { get; set; }

    /// <summary>When it was last asked for (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</summary>
    public long LastUse { get; set; }

    /// <summary>The stamp of a newer file that could not be loaded: it is not tried again until it changes.</summary>
    public FileStamp[]? Failed { get; set; }
}

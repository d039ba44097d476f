using LiteVae.Codec;

namespace LiteVae.Server.Models;

/// <summary>A model for the time of a request.</summary>
internal sealed class ModelLease(string name, LoadedModel model, Action onReturn) : IDisposable
{
    private int _returned;

    public string Name { get; } = name;

    public LatentCodec Codec => model.Codec;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 1)
            return;
        model.Release();
        onReturn();
    }
}

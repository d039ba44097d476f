namespace LiteVae.Server;

/// <summary>Whether the service has warmed up.</summary>
internal sealed class Readiness
{
    private volatile bool _isWarm;

    public bool IsWarm
    {
        get => _isWarm;
        set => _isWarm = value;
    }
}

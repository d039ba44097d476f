namespace LiteVae.Codec.Kernels.Threads;

/// <summary>A set of threads that run one kernel together.</summary>
internal abstract class ThreadTeam
{
    /// <summary>The number of threads that one kernel uses.</summary>
    public abstract int Count { get; }

    /// <summary>Calls a body once on each thread and returns when all calls have returned. An exception of any call is thrown here.</summary>
    public abstract void Run(Action body);
}

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>A set of threads that run one kernel together.</summary>
internal abstract class ThreadTeam
{
    /// <summary>The number of threads that one kernel may use.</summary>
    public abstract int Count { get; }

    /// <summary>Changes <see cref="Count"/>, to at least one.</summary>
    public abstract void Limit(int count);

    /// <summary>Calls a body once on each of at most <see cref="Count"/> threads and returns when all have returned. An exception of any of them is thrown here.</summary>
    public abstract void Run(Action body);
}

namespace LiteVae.Codec.Kernels.Threads;

/// <summary>Threads of the runtime's own pool.</summary>
internal sealed class ParallelTeam : ThreadTeam
{
    public override int Count => Environment.ProcessorCount;

    public override void Run(Action body) => Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = Count }, _ => body());
}

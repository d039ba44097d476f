using LiteVae.Codec.Kernels.Microkernels;
using LiteVae.Codec.Kernels.Threads;
using LiteVae.Codec.Tests.Tiles;

namespace LiteVae.Codec.Tests;

[Collection(nameof(AloneCollection))]
public sealed class CodecRuntimeTests
{
    [Fact]
    public void Threads_are_those_of_the_kernels()
    {
        var before = CodecRuntime.Threads;
        Assert.Equal(KernelThreads.Count, before);
        try
        {
            CodecRuntime.Threads = before + 1;
            Assert.Equal((before + 1, before + 1), (CodecRuntime.Threads, KernelThreads.Count));
            Assert.Throws<ArgumentOutOfRangeException>(() => CodecRuntime.Threads = 0);
        }
        finally
        {
            CodecRuntime.Threads = before;
        }
    }

    [Fact]
    public void The_instruction_set_is_that_of_the_kernels() => Assert.Equal(Microkernel.Current.Name, CodecRuntime.InstructionSet);
}

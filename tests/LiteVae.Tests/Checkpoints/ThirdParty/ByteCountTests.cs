using LiteVae.Checkpoints.ThirdParty;

namespace LiteVae.Tests.Checkpoints.ThirdParty;

public sealed class ByteCountTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(7_289, "7.3 kB")]
    [InlineData(4_958_839, "5.0 MB")]
    [InlineData(553_433_881, "553 MB")]
    [InlineData(1_473_000_000, "1.5 GB")]
    public void Bytes_are_told_in_a_few_digits(long bytes, string expected) => Assert.Equal(expected, ByteCount.Describe(bytes));
}

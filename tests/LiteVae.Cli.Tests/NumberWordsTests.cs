using LiteVae.Cli.Shared;

namespace LiteVae.Cli.Tests;

public sealed class NumberWordsTests
{
    [Theory]
    [InlineData(0.0412, "0.0412")]
    [InlineData(0.5, "0.5")]
    [InlineData(1, "1")]
    [InlineData(12.345, "12.3")]
    [InlineData(100, "100")]
    [InlineData(999.6, "1000")]
    [InlineData(1234.4, "1234")]
    [InlineData(9999.6, "10k")]
    [InlineData(12_530, "12.5k")]
    [InlineData(83_600_000, "83.6M")]
    public void Speeds_are_told_in_three_digits(double value, string expected) => Assert.Equal(expected, NumberWords.ThreeDigits(value));

    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(7_289, "7.3 kB")]
    [InlineData(4_958_839, "5.0 MB")]
    [InlineData(553_433_881, "553 MB")]
    [InlineData(1_473_000_000, "1.5 GB")]
    public void Bytes_are_told_in_a_few_digits(long bytes, string expected) => Assert.Equal(expected, NumberWords.Bytes(bytes));
}

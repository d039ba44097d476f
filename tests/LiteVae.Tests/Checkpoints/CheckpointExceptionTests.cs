using System.Globalization;
using LiteVae.Codec.Models.Files;

namespace LiteVae.Tests.Checkpoints;

public sealed class CheckpointExceptionTests
{
    [Theory]
    [InlineData(1, "a file: 1")]
    [InlineData(10, "a file: 1; 2; 3; 4; 5; 6; 7; 8; 9; 10")]
    [InlineData(12, "a file: 1; 2; 3; 4; 5; 6; 7; 8; 9; 10; and 2 more")]
    public void The_message_shows_the_first_ten_problems_and_says_how_many_more_there_are(int count, string message)
    {
        string[] problems = [.. Enumerable.Range(1, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        var error = new CheckpointException("a file", problems);
        Assert.Equal(message, error.Message);
        Assert.Equal(problems, error.Problems);
    }
}

using LiteVae.Pages;

namespace LiteVae.Tests.Pages;

public sealed class ShortNamesTests
{
    [Theory]
    [InlineData("/a/runs/one /a/runs/two", "one two")]
    [InlineData("/a/one/model.safetensors /a/two/model.safetensors", "one two")]
    [InlineData("runs/one", "one")]
    [InlineData("runs/one runs/deep/two mine", "one deep/two mine")]
    [InlineData("C:\\a\\one C:\\a\\two", "one two")]
    [InlineData("a/b a/b/c", "b b/c")]
    [InlineData("x/mine mine", "x/mine mine")]
    [InlineData("/ a/b", "/ a/b")]
    public void What_all_paths_have_in_common_is_left_out_and_names_stay_different(string names, string expected)
    {
        var given = names.Split(' ');
        var shortNames = new ShortNames(given);
        Assert.Equal(expected.Split(' '), given.Select(name => shortNames[name]));
    }

    [Fact]
    public void The_whole_path_is_shown_at_the_pointer()
    {
        var names = new ShortNames(["r/<a>", "r/b"]);
        Assert.Equal("<span title=\"r/&lt;a&gt;\">&lt;a&gt;</span>", names.Draw("r/<a>").Html);
        Assert.Equal("plain", names.Draw("plain").Html);
    }
}

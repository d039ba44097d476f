using LiteVae.Codec.Configuration;
using LiteVae.Configuration;

namespace LiteVae.Tests.Configuration;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: &x [1, 2]\nb: *x", "line 2: *x is an alias")]
    [InlineData("a: &x [1, *x]", "line 1: *x is an alias")]
    [InlineData("base: &x {a: 1}\nb:\n  <<: *x", "line 3: *x is an alias")]
    [InlineData("? [a, b]\n: 1", "line 1: a key is a list or a mapping")]
    [InlineData("a: 1\nb: 2\na: 3", "line 3: the key a stands here a second time")]
    [InlineData("a: 1\n---\nb: 2", "several YAML documents")]
    [InlineData("a: [1", "not valid YAML")]
    [InlineData("a: \"\\uD800\"", "not valid YAML")]
    [InlineData("a: \"\\U00FFFFFF\"", "not valid YAML")]
    [InlineData("- 1\n- 2", "not a mapping")]
    [InlineData("text", "not a mapping")]
    public void What_is_not_read_is_refused_with_its_line(string yaml, string reason)
    {
        var error = Assert.Throws<ConfigException>(() => ConfigDocument.Parse(yaml, "recipe.yaml"));
        Assert.StartsWith("recipe.yaml: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Nesting_is_bounded(string opening)
    {
        var yaml = string.Concat("a: ", string.Concat(Enumerable.Repeat(opening, 50_000)));
        Assert.Contains("levels are nested", Assert.Throws<ConfigException>(() => ConfigDocument.Parse(yaml, "recipe.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_in_blocks_is_bounded()
    {
        var yaml = string.Concat(Enumerable.Range(0, 300).Select(i => $"{new string(' ', i)}a:\n"));
        Assert.Contains("levels are nested", Assert.Throws<ConfigException>(() => ConfigDocument.Parse(yaml, "recipe.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_length_of_texts_and_values_is_bounded()
    {
        Assert.Contains("at most 262144 are read", Assert.Throws<ConfigException>(() => ConfigDocument.Parse(new string(' ', 300_000), "recipe.yaml")).Message, StringComparison.Ordinal);
        var error = Assert.Throws<ConfigException>(() => ConfigDocument.Parse($"a: {new string('x', 5000)}", "recipe.yaml"));
        Assert.Contains("a value of 5000 characters", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 200, error.Message);
    }

    [Fact]
    public void A_long_file_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder["recipe.yaml"];
        using (var file = File.Create(path))
            file.SetLength(1L << 40); // without data: a terabyte in name only
        Assert.Contains("1099511627776 bytes", Assert.Throws<ConfigException>(() => ConfigDocument.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_texts_have_no_keys_and_anchors_and_tags_are_passed_over()
    {
        Assert.Empty(ConfigDocument.Parse("# nothing", "test").Entries);
        var read = ConfigDocument.Parse("---\na: &x 1\nb: !!str 2\n...\n", "test");
        Assert.Equal(["1", "2"], read.Entries.Select(e => Assert.IsType<ConfigScalar>(e.Value).Text));
    }
}

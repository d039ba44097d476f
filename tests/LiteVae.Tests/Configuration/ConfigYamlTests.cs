using LiteVae.Configuration;

namespace LiteVae.Tests.Configuration;

public sealed class ConfigYamlTests
{
    [Fact]
    public void Short_lists_and_mappings_take_one_line_and_others_are_indented()
    {
        var node = ConfigDocument.Parse(
            """{"seed": 3, "levels": [1, 2, 3], "optimizer": {"beta1": 0.5, "beta2": 0.9}, "phases": [{"steps": 10, "batch_size": 2}], "model": {"encoder": {"type": "sd"}, "a": 1, "b": 2, "c": null}}""", "test");
        Assert.Equal(
            """
            seed: 3
            levels: [1, 2, 3]
            optimizer: {beta1: 0.5, beta2: 0.9}
            phases:
              - {steps: 10, batch_size: 2}
            model:
              encoder: {type: sd}
              a: 1
              b: 2
              c: null

            """, ConfigYaml.Write(node), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("../pictures/a-b_c.d")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("12")]
    [InlineData("a: b # c, [d] {e} \"f\" 'g' \\")]
    [InlineData("two\nlines\twith tab \u0001")]
    [InlineData(" spaces at both ends ")]
    [InlineData("日本語 ünïcode 🙂")]
    public void Text_reads_back_as_it_was(string text)
    {
        var node = new ConfigMapping { ["text"] = new ConfigScalar(text, quoted: true), ["list"] = new ConfigSequence([new ConfigScalar(text, quoted: true)]) };
        var again = ConfigDocument.Parse(ConfigYaml.Write(node), "again");
        Assert.Equal(text, Assert.IsType<ConfigScalar>(again["text"]).Text);
        Assert.False(((ConfigScalar)again["text"]!).IsNull);
        Assert.Equal(text, Assert.IsType<ConfigScalar>(Assert.IsType<ConfigSequence>(again["list"]).Items[0]).Text);
    }
}

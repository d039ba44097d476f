using LiteVae.Codec.Configuration;
using LiteVae.Data.Shards;

namespace LiteVae.Tests.Data.Shards;

public sealed class BraceExpansionTests
{
    [Theory]
    [InlineData("a.tar", "a.tar")]
    [InlineData("t-{000008..000011}.tar", "t-000008.tar t-000009.tar t-000010.tar t-000011.tar")]
    [InlineData("{8..11}", "8 9 10 11")]
    [InlineData("{2..0}", "2 1 0")]
    [InlineData("{a,b}-{0..1}.tar", "a-0.tar a-1.tar b-0.tar b-1.tar")]
    [InlineData("x/{0..1}.tar::y.tar, z-{07..08}.tar", "x/0.tar x/1.tar y.tar z-07.tar z-08.tar")]
    [InlineData("a.tar,,b.tar", "a.tar b.tar")]
    public void A_text_means_its_paths(string text, string paths) => Assert.Equal(paths.Split(' '), BraceExpansion.Expand(text));

    [Theory]
    [InlineData("t-{0..1.tar", "not closed")]
    [InlineData("t-0..1}.tar", "not opened")]
    [InlineData("t-{}.tar", "found {}")]
    [InlineData("t-{a..b}.tar", "found {a..b}")]
    [InlineData("t-{0..9999999}.tar", "more than 1000000")]
    [InlineData("t-{0..999}-{0..9999}.tar", "more than 1000000")]
    [InlineData("t-{0..999999999999999999999}.tar", "found {0..9")]
    public void Malformed_texts_are_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ConfigException>(() => BraceExpansion.Expand(text)).Message, StringComparison.Ordinal);
}

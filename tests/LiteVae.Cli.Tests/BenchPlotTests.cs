using System.Xml.Linq;
using LiteVae.Cli.Shared;
using static LiteVae.Cli.Tests.InventedRun;

namespace LiteVae.Cli.Tests;

public sealed class BenchPlotTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_picture_holds_every_name_and_figure()
    {
        var texts = Texts(Draw(ThreeModels));
        foreach (var expected in new[]
        {
            "Encoding 256x256 images, batch 4", "Abacus 3000, 2 cores", "Images per second, each model on its own scale, from zero",
            "litevae-s, plain fp32", "6.4", "16 (2.5x)", "sd-vae, fast fp32", "0.75 (2.3x)", "1\u202f800",
        })
        {
            Assert.Contains(expected, texts);
        }
    }

    [Fact]
    public void Names_are_escaped_and_shortened()
    {
        var svg = Draw(
            Request with { Part = "data" },
            Result("/pictures/<b> & \"\u0001\ud800\"/", "fast", 100, part: "data"), Result("/pictures/photographs of the sea", "fast", 100, part: "data"));
        var words = svg.Element(s_svg + "desc")!.Value;
        Assert.Contains("<b> & \"\ufffd\ufffd\", batch 4, loader: 100 images/s, 100 MiB", words); // data has no plain engine, hence no ratio
        Assert.Contains("photographs of …, batch 4, loader", words);
        Assert.Contains("<b> & \"\ufffd\ufffd\", loader", Texts(svg));
        Assert.Contains("photographs of …, loader", Texts(svg));
        Assert.DoesNotContain("/pictures", svg.ToString());
    }

    [Fact]
    public void A_chart_needs_nothing_else_and_tells_its_figures_in_words()
    {
        var svg = Draw(Request with { Threads = 2 }, ThreeModels);
        Assert.Equal("Encoding 256x256 images, batch 4", svg.Element(s_svg + "title")!.Value);
        var words = svg.Element(s_svg + "desc")!.Value;
        Assert.Contains("Abacus 3000, 2 cores; 2 threads", words);
        Assert.Contains("sd-vae, batch 4, fast fp32: 0.75 images/s (2.3x), 1300 MiB", words);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "script" or "image" or "foreignObject");
        Assert.DoesNotContain("url(http", svg.ToString());
        Assert.DoesNotContain("href", svg.ToString());
    }

    [Theory]
    [InlineData("micro", "plot.svg", "micro")]
    [InlineData("encoder", "plot.png", ".svg")]
    public void What_cannot_be_drawn_is_refused(string part, string file, string reason) =>
        Tool.Run("bench", part, "--plot", workspace.At(file)).Expect(ExitCode.WrongUse).Says("--plot", reason);

    [Fact]
    public void A_file_that_cannot_be_written_is_found_before_anything_runs()
    {
        var below = Path.Combine(workspace.Picture("picture.png", 8, 8), "plot.svg");
        var folder = workspace.Folder("folder.svg");
        foreach (var path in OperatingSystem.IsLinux() ? new[] { below, folder, "/proc/plot.svg" } : [below, folder])
        {
            var outcome = Tool.Run("bench", "encoder", "--plot", path).Expect(ExitCode.Failed).Says(path);
            Assert.Single(outcome.Messages.Trim().Split('\n')); // no progress before it
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public void Looking_whether_it_can_be_written_leaves_an_older_file_and_nothing_else()
    {
        var path = workspace.Text("older/plot.svg", "older");
        OutputPath.CheckFile(path);
        Assert.Equal("older", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    private static List<string> Texts(XElement svg) => [.. svg.Descendants(s_svg + "text").Select(t => t.Value.Trim())];
}

using System.Xml.Linq;
using LiteVae.Cli.Verbs;
using LiteVae.Cli.Verbs.Bench.Plot;
using static LiteVae.Cli.Tests.InventedRun;

namespace LiteVae.Cli.Tests;

public sealed class BenchPlotTests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Every_bar_is_drawn_where_it_was_placed()
    {
        var figure = Figure(ThreeModels);
        var bars = Draw(figure).Descendants(s_svg + "rect").Where(r => ((string)r.Attribute("class")!).StartsWith("bar ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2 * ThreeModels.Length, bars.Count);
        foreach (var (drawn, placed) in bars.Zip(figure.Panels.SelectMany(p => p.Bars)))
        {
            Assert.Equal($"bar {placed.Style}", (string)drawn.Attribute("class")!);
            Assert.Equal(placed.Right - placed.Left, (double)drawn.Attribute("width")!, 0.006);
            Assert.Equal((placed.Left, placed.Top), ((double)drawn.Attribute("x")!, (double)drawn.Attribute("y")!));
            Assert.Equal(placed.Value + placed.Ratio, drawn.Parent!.Element(s_svg + "text")!.Value);
            Assert.Equal(placed.Description, drawn.Parent.Element(s_svg + "title")!.Value);
        }
        Assert.Equal(ThreeModels.Length, Draw(figure).Descendants(s_svg + "path").Count()); // whiskers
    }

    [Fact]
    public void Names_are_escaped_and_shortened()
    {
        var svg = Draw(Figure(
            Request with { Part = "data" },
            Result("/pictures/<b> & \"\u0001\ud800\"/", "fast", 100, part: "data"), Result("/pictures/photographs of the sea", "fast", 100, part: "data")));
        var texts = svg.Descendants(s_svg + "text").Select(t => t.Value).ToList();
        Assert.Contains("<b> & \"\ufffd\ufffd\"", texts);
        Assert.Contains("photographs of …", texts);
        Assert.Contains("loader", texts);
        Assert.Empty(svg.Descendants(s_svg + "tspan")); // data has no plain engine
        Assert.DoesNotContain("/pictures", svg.ToString());
    }

    [Fact]
    public void A_chart_needs_nothing_else_and_tells_its_figures_in_words()
    {
        var svg = Draw(Figure(Request with { Threads = 2 }, ThreeModels));
        Assert.Equal("Encoding 256x256 images, batch 4", svg.Element(s_svg + "title")!.Value);
        var words = svg.Element(s_svg + "desc")!.Value;
        Assert.Contains("Abacus 3000, 2 cores; 2 threads", words);
        Assert.Contains("sd-vae, batch 4, fast fp32: 0.75 images/s (2.3x), 1300 MiB", words);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName is "script" or "image" or "foreignObject");
        Assert.DoesNotContain("url(", svg.ToString());
        Assert.DoesNotContain("href", svg.ToString());
    }

    [Fact]
    public void Every_style_has_its_rule()
    {
        var classes = Draw(Figure(ThreeModels)).Descendants().Attributes("class").SelectMany(a => a.Value.Split(' ')).Distinct();
        Assert.All(classes.Except(["bar"]), c => Assert.Contains($".{c} ", PlotStyle.Css));
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

    /// <summary>Drawn, written out and read again: well-formed, that is.</summary>
    private static XElement Draw(PlotFigure figure) => XElement.Parse(PlotDrawing.Draw(figure).ToString());
}

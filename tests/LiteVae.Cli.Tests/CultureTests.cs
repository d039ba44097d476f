using LiteVae.Tests;

namespace LiteVae.Cli.Tests;

public sealed class CultureTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Fact]
    public void Json_does_not_depend_on_the_culture()
    {
        var picture = workspace.Picture("pictures/picture.png", 40, 24);
        var model = workspace.Model;
        foreach (string[] arguments in (string[][])
        [
            ["inspect", "--preset", "litevae-s-mini", "--json"],
            ["reconstruct", picture, "--model", model, "--output", workspace.Folder("out"), "--json"],
            ["evaluate", "--model", model, "--data", Path.GetDirectoryName(picture)!, "--limit", "1", "--metrics", "psnr", "--json"],
        ])
        {
            // Speed and memory differ from run to run.
            var (invariant, commas) = CommaCulture.Both(() => string.Join('\n', Tool.Run(arguments).Expect(ExitCode.Done).Json.ToJsonString().Split(',')
                .Where(part => !part.Contains("per_second", StringComparison.Ordinal) && !part.Contains("_mib", StringComparison.Ordinal))));
            Assert.Equal(invariant, commas);
        }
    }
}

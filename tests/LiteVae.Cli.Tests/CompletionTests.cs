using System.Diagnostics;
using LiteVae.Codec.Models;
using LiteVae.Training;

namespace LiteVae.Cli.Tests;

public sealed class CompletionTests(Workspace workspace) : IClassFixture<Workspace>
{
    [Theory]
    [InlineData("litevae tr", "train")]
    [InlineData("/usr/local/bin/litevae tr", "train")]
    [InlineData("litevae train --da", "--data")]
    [InlineData("litevae train qu", "quickstart quickstart-f4")]
    [InlineData("litevae train --data ", "")]
    [InlineData("litevae train --device ", "cpu cuda mps")]
    [InlineData("litevae encode ", "")]
    [InlineData("litevae shard photos --format ", "jpg png webp")]
    [InlineData("litevae diffusion ", "evaluate sample samplers train")]
    [InlineData("litevae diffusion sample", "sample samplers")]
    [InlineData("litevae diffusion train ldm-q", "ldm-quickstart")]
    [InlineData("litevae export m.safetensors --format ", "compvis diffusers litevae onnx")]
    [InlineData("litevae inspect --preset litevae-s", "litevae-s litevae-s-mini")]
    [InlineData("litevae inspect --preset dit", "dit-b dit-s")]
    [InlineData("litevae help diffusion s", "sample samplers")]
    [InlineData("litevae completion ", "bash fish pwsh zsh")]
    [InlineData("litevae", "")]
    public void The_directive_answers_what_may_follow(string line, string expected) => Assert.Equal(expected, string.Join(' ', Ask(line)));

    [Fact]
    public void What_stands_behind_the_cursor_is_not_looked_at() =>
        Assert.Equal(["train"], Lines(Tool.Run("[suggest:10]", "litevae tr --data somewhere")));

    [Fact]
    public void Presets_and_recipes_are_all_there()
    {
        Assert.Equal(Presets.Names.Order(StringComparer.Ordinal), Ask("litevae init --preset ").Order(StringComparer.Ordinal));
        Assert.Equal(RecipeReader.Shipped, Ask("litevae train ").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bash", "complete -o bashdefault -o default -F _litevae litevae")]
    [InlineData("zsh", "compdef _litevae litevae")]
    [InlineData("fish", "complete -c litevae")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName litevae")]
    public void Each_shell_has_a_script_that_asks_the_directive(string shell, string part)
    {
        var script = Tool.Run("completion", shell).Expect(0).Results;
        Assert.Contains(part, script);
        Assert.Contains("[suggest:", script);
    }

    [Fact]
    public void Another_shell_is_wrong_use() => Tool.Run("completion", "cmd").Expect(2).Says("bash", "pwsh");

    [Theory]
    [InlineData("litevae train --da", "--data")]
    [InlineData("litevae init --preset litevae-s", "litevae-s litevae-s-mini")]
    [InlineData("litevae train --data ", "")]
    public void Bash_completes(string line, string expected)
    {
        if (OperatingSystem.IsWindows())
            return;
        var bin = workspace.Folder("bin");
        var tool = Path.Combine(bin, "litevae");
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "LiteVae.Cli.dll")}' \"$@\"\n");
        File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var arg in new[] { "-c", """eval "$(litevae completion bash)"; COMP_LINE=$1; COMP_POINT=${#1}; COMP_WORDS=(litevae); _litevae; echo "${COMPREPLY[@]}" """, "bash", line })
            start.ArgumentList.Add(arg);
        var outcome = Process.Start(start)!.Finish();
        Assert.Equal("", outcome.Messages);
        Assert.Equal(expected, outcome.Results.Trim());
    }

    private static string[] Ask(string line) => Lines(Tool.Run($"[suggest:{line.Length}]", line));

    private static string[] Lines(Outcome outcome) => outcome.Expect(0).Results.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
}

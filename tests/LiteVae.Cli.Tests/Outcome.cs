using System.Text.Json.Nodes;

namespace LiteVae.Cli.Tests;

/// <summary>What a call of the tool left behind.</summary>
internal sealed record Outcome(int Code, string Results, string Messages)
{
    /// <summary>Standard output, which must be one JSON object and nothing else.</summary>
    public JsonObject Json => JsonNode.Parse(Results)!.AsObject();

    /// <summary>Checks the exit code, and that errors are plain lines.</summary>
    public Outcome Expect(int code)
    {
        Assert.True(code == Code, $"Exit code {Code}, expected {code}.\n{Results}\n{Messages}");
        Assert.DoesNotContain("   at ", Messages);
        if (code is ExitCode.Failed or ExitCode.WrongUse)
            Assert.Contains("error: ", Messages);
        return this;
    }

    public Outcome Says(params string[] parts)
    {
        foreach (var part in parts)
            Assert.Contains(part, Messages);
        return this;
    }
}

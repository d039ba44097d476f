namespace LiteVae.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceFolder
{
    /// <summary>The folder of a project below <c>src</c>.</summary>
    public static string Of(string project)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LiteVae.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "src", project);
    }
}

namespace LiteVae.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceFolder
{
    /// <summary>The root of the repository, where the solution file is.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of a project below <c>src</c>.</summary>
    public static string Of(string project) => Path.Combine(Repository, "src", project);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LiteVae.slnx")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return folder.FullName;
    }
}

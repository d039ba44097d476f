using System.Diagnostics;

namespace LiteVae.Mutants;

/// <summary>The last commit of the repository in a temporary folder.</summary>
internal sealed class RepositoryCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("litevae-mutants-");
    private bool _disposed;

    public RepositoryCopy()
    {
        Root = Path.Combine(_folder.FullName, "repository");
        Git("worktree", "add", "--detach", Root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose(); // Ctrl-C
    }

    /// <summary>The copy's folder.</summary>
    public string Root { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        Git("worktree", "remove", "--force", Root);
        _folder.Delete(recursive: true);
    }

    private static void Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardError = true })!;
        var message = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {message}");
    }
}

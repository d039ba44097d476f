namespace LiteVae.Runtime;

/// <summary>Folders for what can be made or fetched again.</summary>
public static class CacheFolders
{
    /// <summary>LiteVae's cache: <c>$XDG_CACHE_HOME/litevae</c>, <c>~/.cache/litevae</c>, the platform's equivalent, or a folder in the temporary one for a user without a home.</summary>
    public static string Root
    {
        get
        {
            var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (!string.IsNullOrEmpty(xdg) && Path.IsPathRooted(xdg))
                return Path.Combine(xdg, "litevae");
            if (OperatingSystem.IsWindows())
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "litevae", "cache");
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return home.Length == 0 ? Path.Combine(Path.GetTempPath(), $"litevae-{Environment.UserName}") : Path.Combine(home, ".cache", "litevae");
        }
    }
}

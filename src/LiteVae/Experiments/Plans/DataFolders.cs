using LiteVae.Codec.Configuration;

namespace LiteVae.Experiments.Plans;

/// <summary>The folders that a user gives in the place of the recipes': one for all, or some by the names that recipes have for them.</summary>
internal sealed class DataFolders
{
    private readonly Dictionary<string, string> _byName = [];
    private readonly HashSet<string> _asked = [];
    private string? _forAll;

    private DataFolders()
    {
    }

    /// <summary>Reads what was given.</summary>
    /// <param name="given">See <see cref="ReproductionOptions.Data"/>.</param>
    public static DataFolders Of(IReadOnlyList<string> given)
    {
        var folders = new DataFolders();
        foreach (var text in given)
        {
            if (!Directory.Exists(text) && text.Split('=', 2) is [var name, var folder])
                folders._byName[name] = folder;
            else
                folders._forAll = text;
        }
        return folders;
    }

    /// <summary>The folder in the place of a recipe's; the same where none was given.</summary>
    /// <param name="path">The recipe's.</param>
    public string For(string path)
    {
        _asked.Add(path);
        return _byName.GetValueOrDefault(path) ?? _forAll ?? path;
    }

    /// <summary>Refuses a name that no recipe has.</summary>
    /// <exception cref="ConfigException">There is such a name.</exception>
    public void RefuseUnused()
    {
        foreach (var name in _byName.Keys.Where(name => !_asked.Contains(name)))
            throw new ConfigException($"--data {name}={_byName[name]}", $"no row's recipe has data of that name{NearestName.Suggest(name, _asked)}");
    }
}

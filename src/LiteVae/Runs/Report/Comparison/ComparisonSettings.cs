using LiteVae.Codec.Configuration;
using LiteVae.Configuration;
using LiteVae.Pages;
using LiteVae.Pages.Charts;

namespace LiteVae.Runs.Report.Comparison;

/// <summary>The settings in which runs differ, from their <c>config.yaml</c>.</summary>
internal static class ComparisonSettings
{
    private const string Absent = "-";

    public static Markup Section(IReadOnlyList<ComparedRun> runs)
    {
        var differing = Differing([.. runs.Select(run => Flat(run.Data.Run.ConfigYaml, run.FullName))]);
        var content = differing.Count == 0 ? Markup.Of($"<p class=\"note\">There are none: the runs have the same configuration.</p>") : PageTables.Wide("Settings that differ", Markup.Of($"""
            <thead><tr><th scope="col">key</th>{Markup.Join(runs.Select(run => Markup.Of($"<th scope=\"col\">{ChartFrame.Key(run.Style, run.Name, run.FullName)}</th>")))}</tr></thead>
            <tbody>{Markup.Join(differing.Select(row => Markup.Of($"<tr><th scope=\"row\">{row.Key}</th>{Markup.Join(row.Values.Select(value => Markup.Of($"<td>{value}</td>")))}</tr>\n")))}</tbody>
            """));
        return Markup.Of($"""
            <section>
            <h2>Settings that differ</h2>
            {content}
            </section>
            """);
    }

    /// <summary>The keys whose values are not the same in all configurations, in the order in which they come.</summary>
    internal static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Differing(IReadOnlyList<IReadOnlyDictionary<string, string>> configs) =>
    [
        .. configs.SelectMany(config => config.Keys).Distinct()
            .Select(key => (key, (IReadOnlyList<string>)[.. configs.Select(config => config.GetValueOrDefault(key, Absent))]))
            .Where(row => row.Item2.Distinct().Count() > 1),
    ];

    /// <summary>A configuration as values by dotted keys.</summary>
    /// <exception cref="ConfigException">The text is no configuration.</exception>
    internal static IReadOnlyDictionary<string, string> Flat(string yaml, string source)
    {
        var values = new OrderedDictionary<string, string>();
        Add(ConfigDocument.Parse(yaml, source), "");
        return values;

        void Add(ConfigNode node, string key)
        {
            if (node is ConfigScalar scalar)
                values[key] = scalar.IsNull ? "null" : scalar.Text;
            else if (node is ConfigMapping mapping)
            {
                foreach (var (name, value) in mapping.Entries)
                    Add(value, key.Length == 0 ? name : $"{key}.{name}");
            }
            else if (node is ConfigSequence { Items: var items })
            {
                if (items.All(item => item is ConfigScalar))
                    values[key] = $"[{string.Join(", ", items.Cast<ConfigScalar>().Select(item => item.Text))}]";
                else
                {
                    for (var i = 0; i < items.Count; i++)
                        Add(items[i], $"{key}.{i}");
                }
            }
        }
    }
}

using System.Globalization;

namespace LiteVae.Tests;

/// <summary>A culture in which numbers look as in German, with Sweden's minus; made by hand, as tests run without the system's cultures.</summary>
internal static class CommaCulture
{
    private static readonly CultureInfo s_culture = Create();

    /// <summary>The same work in the invariant culture and in this one.</summary>
    public static (T Invariant, T Commas) Both<T>(Func<T> work) => (In(CultureInfo.InvariantCulture, work), In(s_culture, work));

    private static T In<T>(CultureInfo culture, Func<T> work)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo Create()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.PercentGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";
        return culture;
    }
}

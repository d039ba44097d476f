namespace LiteVae.Data.Loading;

/// <summary>Searches in tables of the places at which parts begin.</summary>
internal static class Places
{
    /// <summary>The part in which a place lies: that with starts[part] &lt;= place &lt; starts[part + 1]; parts may be empty.</summary>
    /// <param name="starts">Ascending; the last one is the end of the last part.</param>
    /// <param name="place">From the first start to before the last one.</param>
    public static int Find(ReadOnlySpan<long> starts, long place)
    {
        var (low, high) = (0, starts.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (starts[middle] <= place)
                low = middle;
            else
                high = middle;
        }
        return low;
    }
}

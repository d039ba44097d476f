namespace LiteVae.Cli.Verbs.Bench.Plot;

/// <summary>Colours and letters. The bars' colours are Okabe and Ito's, which colour-blind readers tell apart; each bar is named besides.</summary>
internal static class PlotStyle
{
    public const string Css = """

        text { font-family: sans-serif; font-size: 12px; fill: #3f3f46; }
        .title { font-size: 17px; font-weight: bold; fill: #18181b; }
        .name { font-size: 13px; font-weight: bold; fill: #18181b; }
        .head { font-weight: bold; fill: #18181b; }
        .soft { fill: #5b5b66; }
        .mark { font-size: 11px; fill: #5b5b66; text-anchor: middle; }
        .ratio { font-weight: bold; fill: #18181b; }
        .value { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
        .end { text-anchor: end; }
        .page { fill: #ffffff; stroke: #e2e2e7; }
        .grid { stroke: #e6e6eb; }
        .zero { stroke: #71717a; }
        .whisker { stroke: #18181b; fill: none; }
        .plain { fill: #a9a9b2; }
        .fp32 { fill: #0072b2; }
        .bf16 { fill: #e69f00; }
        @media (prefers-color-scheme: dark) {
          text { fill: #d0d0d8; }
          .title, .name, .head, .ratio { fill: #f4f4f6; }
          .soft, .mark { fill: #a6a6b3; }
          .page { fill: #16161b; stroke: #30303a; }
          .value { stroke: #16161b; }
          .grid { stroke: #2c2c35; }
          .zero { stroke: #8b8b97; }
          .whisker { stroke: #ffffff; }
          .plain { fill: #74747f; }
          .fp32 { fill: #2a8acb; }
          .bf16 { fill: #d08c00; }
        }

        """;

    /// <summary>The colour of a case: plain modules grey, each of the fast engine's precisions its own.</summary>
    public static string Of(BenchCase work) => work.Engine == "plain" ? "plain" : work.Precision;
}

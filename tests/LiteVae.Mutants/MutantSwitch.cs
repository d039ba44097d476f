using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LiteVae.Mutants;

/// <summary>The class that is compiled into the project: it says which mutant a process runs, from an environment variable.</summary>
internal static class MutantSwitch
{
    /// <summary>The environment variable that holds a mutant's number.</summary>
    public const string Variable = "LITEVAE_MUTANT";

    /// <summary>The environment variable that names the file into which a process writes the numbers of the mutants that it came by.</summary>
    public const string CoverageVariable = "LITEVAE_MUTANTS_COVERED";

    /// <summary>The name of the method that asks for a mutant.</summary>
    public const string Method = "IsMutant";

    private const string Type = "LiteVaeMutantSwitch";

    /// <summary>The source of the class, for so many mutants.</summary>
    /// <remarks>The fields are read-only, so that the compiler at run time takes conditions of other mutants away from loops that run often.</remarks>
    public static string Source(int mutants) => $$"""
        internal static class {{Type}}
        {
            private static readonly int Number = int.Parse(System.Environment.GetEnvironmentVariable("{{Variable}}") ?? "-1", System.Globalization.CultureInfo.InvariantCulture);
            private static readonly string CoverageFile = System.Environment.GetEnvironmentVariable("{{CoverageVariable}}");
            private static readonly bool[] Covered = CoverageFile is null ? null : new bool[{{mutants}}];

            [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
            internal static bool {{Method}}(int number)
            {
                if (Covered is not null)
                    Covered[number] = true;
                return Number == number;
            }

            [System.Runtime.CompilerServices.ModuleInitializer]
            internal static void Initialize()
            {
                if (CoverageFile is not null)
                {
                    System.AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.File.WriteAllLines(
                        CoverageFile, System.Linq.Enumerable.Select(System.Linq.Enumerable.Where(System.Linq.Enumerable.Range(0, Covered.Length), i => Covered[i]), i => i.ToString()));
                }
            }
        }

        """;

    /// <summary>A call that asks whether a mutant is the one that the process runs.</summary>
    public static InvocationExpressionSyntax Call(int number) => (InvocationExpressionSyntax)SyntaxFactory.ParseExpression($"global::{Type}.{Method}({number})");

    /// <summary>The number of the mutant that a call asks for; null for other calls.</summary>
    public static int? NumberOf(InvocationExpressionSyntax call) =>
        call.Expression.ToString() == $"global::{Type}.{Method}" ? int.Parse(call.ArgumentList.Arguments[0].ToString(), System.Globalization.CultureInfo.InvariantCulture) : null;
}

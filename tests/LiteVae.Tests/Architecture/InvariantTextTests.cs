using System.Reflection;
using System.Runtime.CompilerServices;

namespace LiteVae.Tests.Architecture;

/// <summary>What the libraries write does not depend on the culture of the host: rule CA1305 sees calls of ToString, this sees interpolated strings.</summary>
public sealed class InvariantTextTests
{
    [Theory]
    [InlineData("LiteVae")]
    [InlineData("LiteVae.Codec")]
    public void Fractions_in_interpolated_strings_name_their_culture(string assembly)
    {
        var methods = MethodCalls.In(Assembly.Load(assembly)).ToArray();
        Assert.NotEmpty(methods);
        var found = string.Join('\n', methods.Where(DependsOnCulture).Select(MethodCalls.NameOf).Distinct());
        Assert.True(found.Length == 0, found);
    }

    [Fact]
    public void A_fraction_in_a_plain_interpolated_string_is_seen() =>
        Assert.True(DependsOnCulture(((Func<double, string>)(value => $"{value:0.0}")).Method));

    [Fact]
    public void Joined_fractions_are_seen() =>
        Assert.True(DependsOnCulture(((Func<double[], string>)(values => string.Join(' ', values))).Method));

    [Fact]
    public void A_fraction_that_names_its_culture_is_not() =>
        Assert.False(DependsOnCulture(((Func<double, string>)(value => FormattableString.Invariant($"{value:0.0}"))).Method));

    private static bool DependsOnCulture(MethodBase method)
    {
        MethodBase[] calls = [.. MethodCalls.Of(method)];
        return calls.Any(JoinsFractions) || (calls.Any(IsMadeWithoutProvider) && calls.Any(FormatsFraction));
    }

    private static bool JoinsFractions(MethodBase call) =>
        call is { Name: nameof(string.Join), IsGenericMethod: true } && call.DeclaringType == typeof(string) && IsFraction(call.GetGenericArguments()[0]);

    private static bool IsMadeWithoutProvider(MethodBase call) =>
        call.IsConstructor && call.DeclaringType == typeof(DefaultInterpolatedStringHandler) && call.GetParameters().Length == 2;

    private static bool FormatsFraction(MethodBase call) =>
        call is { Name: nameof(DefaultInterpolatedStringHandler.AppendFormatted), IsGenericMethod: true } && IsFraction(call.GetGenericArguments()[0]);

    private static bool IsFraction(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var value
        && (value == typeof(double) || value == typeof(float) || value == typeof(decimal) || value == typeof(DateTime) || value == typeof(DateTimeOffset));
}

using System.Reflection;
using System.Reflection.Emit;

namespace LiteVae.Tests.Architecture;

/// <summary>Reads which methods a method calls from its compiled instructions.</summary>
internal static class MethodCalls
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Instructions = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>All methods with a body of an assembly, those that the compiler made for lambdas and iterators included.</summary>
    public static IEnumerable<MethodBase> In(Assembly assembly) => assembly.GetTypes()
        .SelectMany(t => t.GetMethods(All).Concat<MethodBase>(t.GetConstructors(All)))
        .Where(m => m.GetMethodBody() is not null);

    /// <summary>The methods and constructors that a method calls, in the order of its instructions.</summary>
    public static IEnumerable<MethodBase> Of(MethodBase method)
    {
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < code.Length;)
        {
            var instruction = code[i] == 0xFE ? Instructions[(short)(0xFE00 | code[i + 1])] : Instructions[code[i]];
            i += instruction.Size;
            if (instruction.OperandType == OperandType.InlineMethod)
                yield return method.Module.ResolveMethod(BitConverter.ToInt32(code, i), typeArguments, methodArguments)!;
            i += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, i),
                _ => 4,
            };
        }
    }

    /// <summary>A method's name for messages, with the type it stands in.</summary>
    public static string NameOf(MethodBase method) => $"{method.DeclaringType}.{method.Name}";
}

using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace LiteVae.Tests;

/// <summary>What compiled code calls, read from its instructions: complete where a search through sources or an analyzer may overlook a form.</summary>
internal static class CodeReferences
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Dictionary<short, OpCode> s_codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => c.Value);

    /// <summary>All methods and constructors of an assembly that have instructions, those that the compiler made among them.</summary>
    public static IEnumerable<MethodBase> Methods(Assembly assembly) => assembly.GetTypes()
        .SelectMany(t => t.GetMethods(Declared).Concat<MethodBase>(t.GetConstructors(Declared)))
        .Where(m => m.GetMethodBody() is not null);

    /// <summary>Methods that a method calls, creates objects by, or makes delegates of; of generic ones their definitions.</summary>
    public static IEnumerable<MethodBase> Of(MethodBase method)
    {
        var code = method.GetMethodBody()!.GetILAsByteArray()!;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var operation = s_codes[code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at]];
            at += operation.Size;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineTok
                && method.Module.ResolveMember(BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)), typeArguments, methodArguments) is MethodBase called)
            {
                yield return Definition(called);
            }
            at += OperandSize(operation.OperandType, code, at);
        }
    }

    /// <summary>A method as it is declared, of one whose type arguments are known.</summary>
    private static MethodBase Definition(MethodBase method) => method.DeclaringType is { IsConstructedGenericType: true } || method.IsGenericMethod
        ? method.Module.ResolveMethod(method.MetadataToken)!
        : method;

    private static int OperandSize(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
        _ => 4,
    };
}

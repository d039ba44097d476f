using LiteVae.Codec.Kernels.Memory;
using LiteVae.Codec.Kernels.Microkernels;

namespace LiteVae.Codec.Tests.Kernels;

/// <summary>The innermost loops of every instruction set that no other test reaches with all of their arguments.</summary>
public sealed unsafe class MicrokernelTests
{
    public static TheoryData<string> Names => [.. KernelCase.Names];

    [Theory, MemberData(nameof(Names))]
    public void Products_of_any_rows_columns_and_depth(string name)
    {
        var loops = KernelCase.Named(name);
        foreach (var (columns, depth) in (ValueTuple<int, int>[])[(1, 1), (16, 7), (17, 32), (45, 5), (64, 100)])
        {
            for (var rows = 1; rows <= 30; rows++)
                Multiply(loops, rows, columns, depth);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Products_of_transposed_rows_are_added(string name)
    {
        var loops = KernelCase.Named(name);
        for (var rows = 1; rows <= 30; rows++)
        {
            var columns = (1 + rows % 3) * loops.PanelColumns;
            var (depth, aStride, bStride, cStride) = (rows % 2 == 0 ? 13 : 131, rows + 3, columns + 1, columns + 2);
            using var a = KernelCase.Buffer(KernelCase.Noise(1, depth * aStride));
            using var b = KernelCase.Buffer(KernelCase.Noise(2, depth * bStride));
            using var c = KernelCase.Buffer(KernelCase.Noise(3, rows * cStride));
            var expected = KernelCase.Doubles(new Span<float>(c.Pointer, rows * cStride).ToArray());
            for (var i = 0; i < rows * columns; i++)
            {
                var (row, column) = Math.DivRem(i, columns);
                for (var k = 0; k < depth; k++)
                    expected[row * cStride + column] += (double)a.Pointer[k * aStride + row] * b.Pointer[k * bStride + column];
            }
            loops.AddTransposed(a.Pointer, aStride, rows, b.Pointer, bStride, columns, depth, c.Pointer, cStride);
            KernelCase.AssertClose(expected, new(c.Pointer, expected.Length), 1e-6);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_parts_of_a_softmax(string name)
    {
        var loops = KernelCase.Named(name);
        for (var count = 1; count <= 70; count++)
        {
            var values = KernelCase.Noise(count, count, 20);
            var largest = values.Max();
            double[] exact = [.. values.Select(v => Math.Max(Math.Exp(0.3 * (v - largest)), Math.Exp(-87)))];
            fixed (float* v = values)
            {
                Assert.Equal(largest, loops.Max(v, count));
                Assert.Equal(1, loops.ExpSum(v, count, 0.3f, 0.3f * largest) / exact.Sum(), 1e-5);
                KernelCase.AssertClose(exact, values, 1e-5);
                loops.Scale(v, count, 2.5f);
            }
            KernelCase.AssertClose([.. exact.Select(e => 2.5 * e)], values, 1e-5);
        }
        float none = 0;
        Assert.Equal(float.NegativeInfinity, loops.Max(&none, 0));
    }

    [Fact]
    public void An_instruction_set_is_chosen_by_its_name()
    {
        Assert.Equal(["avx512", "avx2", "portable"], KernelCase.Names);
        foreach (var supported in MicrokernelChoice.Supported)
            Assert.Same(supported, MicrokernelChoice.Named(supported.Name));
        Assert.Contains(MicrokernelChoice.Supported, m => m.Name == "portable");
        Assert.Same(MicrokernelChoice.Supported[0], MicrokernelChoice.Named(null));
    }

    [Fact]
    public void A_name_that_means_nothing_is_an_error_that_names_those_that_do()
    {
        var error = Assert.Throws<PlatformNotSupportedException>(() => MicrokernelChoice.Named("sse9"));
        Assert.Contains("LITEVAE_KERNELS=sse9: there are no such kernels", error.Message, StringComparison.Ordinal);
        Assert.Contains("portable and off", error.Message, StringComparison.Ordinal);
    }

    private static void Multiply(Microkernel loops, int rows, int columns, int depth)
    {
        var panels = loops.Panels(columns);
        var width = panels * loops.PanelColumns;
        var (aStride, cStride, panelStride) = (depth + 3, width + 5, depth * loops.PanelColumns);
        using var a = KernelCase.Buffer(KernelCase.Noise(1, rows * aStride));
        var b = KernelCase.Noise(2, depth * columns); // [columns, depth]
        using var c = KernelCase.Buffer(KernelCase.Noise(3, rows * cStride));
        using var packed = new FloatBuffer(panels * panelStride);
        fixed (float* from = b)
        {
            for (var panel = 0; panel < panels; panel++)
            {
                var first = panel * loops.PanelColumns;
                loops.Pack(from + first * depth, 1, depth, depth, Math.Min(loops.PanelColumns, columns - first), packed.Pointer + panel * panelStride);
            }
        }
        var expected = KernelCase.Doubles(new Span<float>(c.Pointer, rows * cStride).ToArray()); // what lies between rows stays
        foreach (var accumulate in (bool[])[false, true])
        {
            for (var i = 0; i < rows * width; i++)
            {
                var (row, column) = Math.DivRem(i, width);
                var sum = 0.0;
                for (var k = 0; k < depth && column < columns; k++)
                    sum += (double)a.Pointer[row * aStride + k] * b[column * depth + k];
                expected[row * cStride + column] = accumulate ? expected[row * cStride + column] + sum : sum;
            }
            loops.Multiply(a.Pointer, aStride, rows, depth, packed.Pointer, panelStride, panels, c.Pointer, cStride, packed.Pointer, accumulate);
            KernelCase.AssertClose(expected, new(c.Pointer, expected.Length), 1e-6);
        }
    }
}

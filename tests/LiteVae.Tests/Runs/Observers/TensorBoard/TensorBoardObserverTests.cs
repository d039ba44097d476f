using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using LiteVae.Runs.Observers.TensorBoard;

namespace LiteVae.Tests.Runs.Observers.TensorBoard;

public sealed class TensorBoardObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact] // CRC-32C of "123456789" is E3069283 (RFC 3720 and every catalogue of CRCs); TFRecord rotates and offsets it
    public void Checksum_is_the_masked_crc32c()
    {
        const uint crc = 0xE3069283;
        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8), EventFile.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void Events_parse_back_with_their_checksums()
    {
        using (var observer = new TensorBoardObserver(_folder.Root))
        {
            observer.RunStarted(ObserverSamples.Run());
            observer.Logged(ObserverSamples.Log(10, 0.25));
            observer.Sampled(ObserverSamples.Sheet(20));
            observer.RunEnded(ObserverSamples.Summary(20));
        }

        var events = Records(Assert.Single(Files())).Select(Message).ToArray();
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString((byte[])events[0][3].Single()));
        Assert.All(events, e => Assert.InRange(BitConverter.UInt64BitsToDouble((ulong)e[1].Single()), 1.7e9, 1e10)); // seconds
        var scalars = Message((byte[])events[2][5].Single())[1].Select(v => Message((byte[])v)).ToArray();
        Assert.Equal(10UL, events[2][2].Single());
        Assert.Equal(
            [("loss/total", 0.25f), ("loss/l1", 0.125f), ("loss/kl", 3f)],
            scalars.Select(s => (Encoding.UTF8.GetString((byte[])s[1].Single()), BitConverter.UInt32BitsToSingle((uint)s[2].Single()))));

        Assert.Equal(20UL, events[3][2].Single());
        var image = Message((byte[])Message((byte[])Message((byte[])events[3][5].Single())[1].Single())[4].Single());
        var png = (byte[])image[4].Single();
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(16)), (ulong)image[2].Single());
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(20)), (ulong)image[1].Single());
    }

    [Theory]
    [InlineData(0, 0)] // all there was
    [InlineData(20, 21)]
    public void A_run_voids_what_it_does_again(long resumedAtStep, ulong voidFrom)
    {
        for (var i = 0; i < 2; i++)
        {
            using var observer = new TensorBoardObserver(_folder.Root);
            observer.RunStarted(ObserverSamples.Run(resumedAtStep: resumedAtStep));
        }
        Assert.Equal(2, Files().Length);
        Assert.All(Files(), file =>
        {
            var restart = Message(Records(file)[1]);
            Assert.Equal(voidFrom, restart[2].Single());
            Assert.Equal(1UL, Message((byte[])restart[7].Single())[1].Single()); // SessionLog.START
        });
    }

    private string[] Files() => Directory.GetFiles(_folder.Root, "events.out.tfevents.*");

    private static List<byte[]> Records(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var records = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(SlowMaskedCrc(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var payload = bytes.AsSpan(at + 12, length);
            Assert.Equal(SlowMaskedCrc(payload), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            records.Add(payload.ToArray());
            at += 16 + length;
        }
        return records;
    }

    // Bit by bit, from the definition: reflected polynomial 82F63B78.
    private static uint SlowMaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    private static ILookup<int, object> Message(byte[] bytes)
    {
        var fields = new List<(int Field, object Value)>();
        using var input = new CodedInputStream(bytes);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadBytes().ToByteArray(),
            };
            fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
        return fields.ToLookup(f => f.Field, f => f.Value);
    }
}

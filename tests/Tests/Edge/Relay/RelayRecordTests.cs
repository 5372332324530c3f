using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using EasyEnclave.Edge.Relay;
using EasyEnclave.Edge.Tunnel;
using EasyEnclave.Protocol.Ids;
using FsCheck.Fluent;

namespace EasyEnclave.Tests.Edge.Relay;

/// <summary>What one end of a relay stream writes, the other reads, however the bytes are cut.</summary>
public sealed class RelayRecordTests
{
    [Fact]
    public void AnAddressIsReadAsItWasWritten() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<long, byte>((epoch, length) =>
    {
        RelayAddress address = new(AgentId.Parse(new string('a', (length % 128) + 1)), epoch, RequestId.New());
        byte[] bytes = new byte[address.Bytes + 3];
        address.Write(bytes);
        ReadOnlySequence<byte> payload = new(bytes);
        return RelayAddress.TryRead(ref payload, out RelayAddress? read) && read == address && payload.Length == 3;
    }));

    [Fact]
    public void AnyBytesAreAnAddressOrNone() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
    {
        ReadOnlySequence<byte> payload = new(bytes);
        return RelayAddress.TryRead(ref payload, out RelayAddress? address) == address.HasValue;
    }));

    [Fact]
    public void AnyBytesAreRecordsOrNoStream() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
    {
        // With a length that fits now and then, or nothing would be read.
        ReadOnlySequence<byte> buffer = new([0, 0, 0, (byte)(bytes.Length / 2), .. bytes, .. bytes]);
        try
        {
            long before = buffer.Length;
            while (RelayRecord.TryRead(ref buffer, out RelayRecord record) && buffer.Length == before - RelayRecord.HeadBytes - record.Payload.Length)
            {
                before = buffer.Length;
            }

            return buffer.Length == before;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }));

    [Fact]
    public async Task FramesArriveWholeHoweverTheyAreCut()
    {
        Pipe way = new(new PipeOptions(pauseWriterThreshold: 0));
        RelayOutbox outbox = new(way.Writer);
        int[] sizes = [0, 1, 100, RelayRecord.PieceBytes, RelayRecord.PieceBytes + 1, 300_000];
        for (int i = 0; i < sizes.Length; i++)
            await outbox.SendAsync(RelayMessage.Answer(i, Frame(sizes[i])), CancellationToken.None);
        outbox.Complete();
        await outbox.RunAsync(CancellationToken.None);
        await way.Writer.CompleteAsync();

        int[] read = new int[sizes.Length];
        await RelayReader.ReadAsync(PipeReader.Create(new Dribble(way.Reader.AsStream())), record => read[record.Exchange] += (int)record.Payload.Length, CancellationToken.None);
        Assert.Equal(sizes, read);
    }

    [Fact]
    public async Task AnAbandonedFrameIsNotSentAndABegunOneIsCalledOff()
    {
        Pipe way = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 0));
        RelayOutbox outbox = new(way.Writer);
        RelayMessage never = RelayMessage.Answer(1, Frame(10));
        RelayMessage half = RelayMessage.Answer(2, Frame(10 * RelayRecord.PieceBytes));
        never.Abandon();
        await outbox.SendAsync(never, CancellationToken.None);
        await outbox.SendAsync(half, CancellationToken.None);
        outbox.Complete();
        Task writing = outbox.RunAsync(CancellationToken.None);
        half.Abandon();

        List<(RelayKind Kind, long Exchange)> records = [];
        Task reading = RelayReader.ReadAsync(way.Reader, record => records.Add((record.Kind, record.Exchange)), CancellationToken.None);
        await writing;
        await way.Writer.CompleteAsync();
        await reading;

        Assert.False(never.Begun);
        Assert.Equal([(RelayKind.Answer, 2), (RelayKind.GiveUp, 2)], records);
    }

    [Fact]
    public async Task AStreamThatEndsWithinARecordIsNone()
    {
        byte[] head = new byte[RelayRecord.HeadBytes];
        RelayRecord.WriteHead(head, RelayKind.Answer, RelayOutcome.Answered, 1, 5, 5);

        await Assert.ThrowsAsync<InvalidDataException>(() =>
            RelayReader.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(head)), _ => { }, CancellationToken.None));
    }

    private static PooledBuffer Frame(int bytes)
    {
        PooledBuffer frame = new();
        frame.Write(Encoding.ASCII.GetBytes(new string('f', bytes)));
        return frame;
    }

    /// <summary>Gives seven bytes at a time.</summary>
    private sealed class Dribble(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(7, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

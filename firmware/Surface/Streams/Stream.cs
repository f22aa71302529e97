namespace System.IO;

/// <summary>Bytes one after another.</summary>
public abstract class Stream : MarshalByRefObject, IDisposable
{
    public abstract long Length { get; }
    public abstract long Position { get; set; }
    public virtual void Close() => throw null;
    public void Dispose() => throw null;
    public abstract void Flush();
    public abstract int Read(byte[] buffer, int offset, int count);
    public abstract void Write(byte[] buffer, int offset, int count);
}

using System.IO;
using System.Net.Security;

namespace System.Net;

/// <summary>A request to some URL.</summary>
public abstract class WebRequest : MarshalByRefObject, IDisposable
{
    protected WebRequest() => throw null;
    public void Dispose() => throw null;
    public virtual string Method { get => throw null; set => throw null; }
    public virtual long ContentLength { get => throw null; set => throw null; }
    public virtual string ContentType { get => throw null; set => throw null; }
    public virtual int Timeout { get => throw null; set => throw null; }
    public virtual Stream GetRequestStream() => throw null;
    public virtual WebResponse GetResponse() => throw null;
    public static WebRequest Create(string requestUriString) => throw null;
}

/// <summary>A request over HTTP.</summary>
public class HttpWebRequest : WebRequest
{
    internal HttpWebRequest() => throw null;
    public bool KeepAlive { get => throw null; set => throw null; }
    public int MaximumResponseHeadersLength { get => throw null; set => throw null; }
    public int ReadWriteTimeout { get => throw null; set => throw null; }
    public SslProtocols SslProtocols { get => throw null; set => throw null; }
    public SslVerification SslVerification { get => throw null; set => throw null; }
    public void AddRange(int from, int to) => throw null;
}

/// <summary>An answer.</summary>
public abstract class WebResponse : MarshalByRefObject, IDisposable
{
    protected WebResponse() => throw null;
    public virtual long ContentLength { get => throw null; set => throw null; }
    public virtual WebHeaderCollection Headers => throw null;
    public virtual Stream GetResponseStream() => throw null;
    public virtual void Close() => throw null;
    public void Dispose() => throw null;
}

/// <summary>An answer over HTTP.</summary>
public class HttpWebResponse : WebResponse
{
    internal HttpWebResponse() => throw null;
    public HttpStatusCode StatusCode => throw null;
}

/// <summary>Headers by name, whatever their case.</summary>
public class WebHeaderCollection
{
    public string this[string header] => throw null;
}

/// <summary>What a status line says; any number may come.</summary>
public enum HttpStatusCode
{
    OK = 200,
}

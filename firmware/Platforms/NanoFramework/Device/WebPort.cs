using System;
using System.IO;
using System.Net;
using System.Net.Security;
using FairOta.Agent;
using FairOta.Core;

namespace FairOta.Platforms.NanoFramework;

/// <summary>
/// HTTP by HttpWebRequest, which streams. It follows no redirect and takes part in no persistent connection: a
/// connection lasts for one request.
/// </summary>
/// <remarks>
/// TLS checks the server against the root certificates that were stored in the device; without any, only http works.
/// A stranger's host is looked up before the library looks it up again: a name that changes between the two is not
/// caught.
/// </remarks>
public sealed class WebPort : IHttpPort
{
    // Below the agent's limit for a request, so that the worker is free again when the next one comes.
    private const int TimeoutMs = 30 * 1000;
    private const int ReadTimeoutMs = 15 * 1000;
    private const int HeadersKiB = 4;

    private HttpWebRequest _request;
    private WebResponse _response;
    private Stream _body;

    /// <inheritdoc />
    public LinkResponse Send(LinkRequest request)
    {
        try
        {
            if (request.PublicOnly && !LeadsOutside(request.Url))
                return new LinkResponse(0);
            _request = (HttpWebRequest)WebRequest.Create(request.Url);
            _request.Method = request.Method;
            _request.KeepAlive = false;
            _request.Timeout = TimeoutMs;
            _request.ReadWriteTimeout = ReadTimeoutMs;
            _request.MaximumResponseHeadersLength = HeadersKiB;
            _request.SslProtocols = SslProtocols.Tls12;
            _request.SslVerification = SslVerification.CertificateRequired;
            if (request.RangeFirst >= 0)
                _request.AddRange((int)request.RangeFirst, (int)request.RangeLast);
            if (request.Body != null)
                Upload(request);
            HttpWebResponse response = (HttpWebResponse)_request.GetResponse();
            _response = response;
            return Head(response);
        }
        catch (Exception)
        {
            // Which of the library's many exceptions it was, changes nothing: nobody answered.
            Close();
            return new LinkResponse(0);
        }
    }

    /// <inheritdoc />
    public int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            if (_body == null)
                _body = _response.GetResponseStream();
            return _body.Read(buffer, offset, count);
        }
        catch (Exception)
        {
            // A timeout and a lost connection alike: nothing more comes.
            return LinkRead.Broken;
        }
    }

    /// <inheritdoc />
    public void Close()
    {
        try
        {
            if (_body != null)
                _body.Dispose();
            if (_response != null)
                _response.Dispose();
            if (_request != null)
                _request.Dispose();
        }
        catch (Exception)
        {
            // What is lost already needs no closing.
            _response = null;
        }

        _body = null;
        _response = null;
        _request = null;
    }

    private void Upload(LinkRequest request)
    {
        _request.ContentType = request.ContentType;
        _request.ContentLength = request.Body.Length;
        Stream stream = _request.GetRequestStream();
        stream.Write(request.Body, 0, request.Body.Length);
        stream.Flush();
    }

    private static LinkResponse Head(HttpWebResponse response)
    {
        LinkResponse head = new LinkResponse((int)response.StatusCode);
        head.ContentLength = response.ContentLength;
        head.DateUnixSeconds = HttpDate.Parse(response.Headers["Date"]);
        string retry = response.Headers["Retry-After"];
        int seconds;
        if (retry != null && int.TryParse(retry, out seconds) && seconds > 0)
            head.RetryAfterSeconds = seconds;
        return head;
    }

    private static bool LeadsOutside(string url)
    {
        IPAddress[] addresses = Dns.GetHostEntry(UrlHost.Of(url)).AddressList;
        foreach (IPAddress address in addresses)
        {
            if (address != null && !NetworkAddress.IsPublic(address.GetAddressBytes()))
                return false;
        }

        return addresses.Length > 0;
    }
}

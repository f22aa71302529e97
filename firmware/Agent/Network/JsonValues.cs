using System.Collections;

namespace FairOta.Agent;

/// <summary>
/// Collects the texts that stand under one name anywhere in a JSON document, as it streams by: "name" : "value". Enough
/// for a node's answers, none of which the device trusts.
/// </summary>
internal sealed class JsonValues : IBodySink
{
    private const int LongestText = 80;

    private readonly string _name;
    private readonly int _most;
    private readonly char[] _text = new char[LongestText];
    private int _length;
    private bool _inText;
    private bool _escaped;
    private bool _named;
    private bool _wanted;

    public JsonValues(string name, int most)
    {
        _name = name;
        _most = most;
    }

    /// <summary>The texts found, as strings.</summary>
    public ArrayList Found { get; } = new ArrayList();

    public bool Take(byte[] data, int offset, int count)
    {
        for (int i = offset; i < offset + count; i++)
            Next((char)data[i]);
        return Found.Count < _most;
    }

    private void Next(char c)
    {
        if (_inText)
            Inside(c);
        else if (c == '"')
            Begin();
        else if (c == ':')
            _wanted = _named;
        else if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            _wanted = false;
        if (!_inText && c != '"' && c != ' ' && c != '\n' && c != '\r' && c != '\t')
            _named = false;
    }

    private void Begin()
    {
        _inText = true;
        _length = 0;
    }

    private void Inside(char c)
    {
        if (_escaped)
            _escaped = false;
        else if (c == '\\')
            _escaped = true;
        else if (c == '"')
        {
            End();
            return;
        }

        // A text that is too long is none of ours; it is counted to its end and dropped.
        if (_length < LongestText)
            _text[_length] = c;
        if (_length <= LongestText)
            _length++;
    }

    private void End()
    {
        _inText = false;
        string text = _length <= LongestText ? new string(_text, 0, _length) : "";
        if (_wanted && Found.Count < _most)
            Found.Add(text);
        _named = !_wanted && text == _name;
        _wanted = false;
    }
}

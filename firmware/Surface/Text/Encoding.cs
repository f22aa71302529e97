namespace System.Text;

/// <summary>Text from and to bytes. UTF-8 is the only encoding of the device.</summary>
public abstract class Encoding
{
    public static Encoding UTF8 => throw null;

    public virtual byte[] GetBytes(string s) => throw null;

    public virtual string GetString(byte[] bytes, int index, int count) => throw null;
}

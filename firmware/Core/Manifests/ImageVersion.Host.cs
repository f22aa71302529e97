namespace FairOta.Core;

/// <content>What only hosts need.</content>
public sealed partial class ImageVersion
{
    /// <summary>Reads "1.2.3.4"; missing parts are zero.</summary>
    /// <exception cref="ProtocolException">It is no such text.</exception>
    public static ImageVersion Parse(string text)
    {
        long[] parts = new long[Parts];
        int part = 0;
        bool digitSeen = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '.' && digitSeen && part < Parts - 1)
            {
                part++;
                digitSeen = false;
            }
            else if (c >= '0' && c <= '9' && parts[part] <= (long.MaxValue - (c - '0')) / 10)
            {
                parts[part] = (parts[part] * 10) + (c - '0');
                digitSeen = true;
            }
            else
            {
                throw new ProtocolException("A version is up to four numbers with dots between them, as in 1.2.3.4.");
            }
        }

        if (!digitSeen)
            throw new ProtocolException("A version is up to four numbers with dots between them, as in 1.2.3.4.");
        return new ImageVersion(parts[0], parts[1], parts[2], parts[3]);
    }
}

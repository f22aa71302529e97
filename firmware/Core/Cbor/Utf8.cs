namespace FairOta.Core;

/// <summary>
/// Well-formedness of UTF-8 (RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF). Decoders
/// differ in what they make of malformed text, so it is refused before any decoder sees it.
/// </summary>
internal static class Utf8
{
    internal static bool IsValid(byte[] text)
    {
        int i = 0;
        while (i < text.Length)
        {
            int first = text[i++];
            if (first < 0x80)
                continue;
            if (first < 0xC2 || first > 0xF4)
                return false;
            int following = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
            if (i + following > text.Length)
                return false;

            // The second byte is where overlong forms, surrogates and too large code points show.
            int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            if (text[i] < low || text[i] > high)
                return false;
            for (int k = 1; k < following; k++)
            {
                if ((text[i + k] & 0xC0) != 0x80)
                    return false;
            }

            i += following;
        }

        return true;
    }
}

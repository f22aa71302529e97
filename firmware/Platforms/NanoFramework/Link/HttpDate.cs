namespace FairOta.Platforms.NanoFramework;

/// <summary>The Date header (RFC 9110, section 5.6.7), in the one form that senders may use.</summary>
internal static class HttpDate
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private const string Form = "aaa, 00 aaa 0000 00:00:00 GMT";

    /// <summary>Unix seconds of "Sun, 06 Nov 1994 08:49:37 GMT"; 0 for anything else, and before 1970.</summary>
    public static long Parse(string text)
    {
        if (text == null || text.Length != Form.Length)
            return 0;
        for (int i = 0; i < Form.Length; i++)
        {
            char wanted = Form[i];
            char found = text[i];
            bool fits = wanted == '0' ? found >= '0' && found <= '9'
                : wanted == 'a' ? (found >= 'A' && found <= 'Z') || (found >= 'a' && found <= 'z')
                : found == wanted;
            if (!fits)
                return 0;
        }

        int day = Number(text, 5, 2);
        int month = Months.IndexOf(text.Substring(8, 3));
        int year = Number(text, 12, 4);
        int hour = Number(text, 17, 2);
        int minute = Number(text, 20, 2);
        int second = Number(text, 23, 2);
        if (month < 0 || month % 3 != 0 || day < 1 || day > 31 || year < 1970)
            return 0;
        if (hour > 23 || minute > 59 || second > 60)
            return 0;
        return (((DaysBefore(year, month / 3 + 1) + day - 1) * 24 + hour) * 60 + minute) * 60 + second;
    }

    /// <summary>
    /// Days from the first of 1970 to the first of that month. Years are counted from March, so that a leap day is a
    /// year's last.
    /// </summary>
    private static long DaysBefore(int year, int month)
    {
        int y = month <= 2 ? year - 1 : year;
        int m = month <= 2 ? month + 9 : month - 3;
        return 365L * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 - 719468;
    }

    private static int Number(string text, int offset, int digits)
    {
        int number = 0;
        for (int i = 0; i < digits; i++)
            number = number * 10 + text[offset + i] - '0';
        return number;
    }
}

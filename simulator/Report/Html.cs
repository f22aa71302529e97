using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace FairOta.Simulator.Report;

/// <summary>A piece of HTML. It is made of interpolated strings alone: their literal parts are markup, and everything
/// inserted is text and escaped, unless it is <see cref="Html"/> itself. So no data can become markup by
/// oversight.</summary>
public sealed class Html
{
    private readonly string _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Nothing.</summary>
    public static Html None { get; } = new("");

    /// <summary>Markup with text in it.</summary>
    public static Html Of(Writer markup) => new(markup.Written);

    /// <summary>A file of this program's own, as it is.</summary>
    internal static Html Trusted(string markup) => new(markup);

    /// <inheritdoc/>
    public override string ToString() => _markup;

    /// <summary>Text as HTML shows it, within elements and within quoted attributes. What HTML cannot hold becomes
    /// U+FFFD.</summary>
    private static void Escape(StringBuilder to, string text)
    {
        foreach (char c in text)
        {
            _ = c switch
            {
                '&' => to.Append("&amp;"),
                '<' => to.Append("&lt;"),
                '>' => to.Append("&gt;"),
                '"' => to.Append("&quot;"),
                '\'' => to.Append("&#39;"),
                '\t' or '\n' => to.Append(c),
                _ when char.IsControl(c) => to.Append('\uFFFD'),
                _ => to.Append(c),
            };
        }
    }

    /// <summary>Takes an interpolated string apart.</summary>
    [InterpolatedStringHandler]
    public readonly struct Writer
    {
        private readonly StringBuilder _text;

        /// <summary>Called by the compiler.</summary>
        public Writer(int literalLength, int formattedCount) =>
            _text = new StringBuilder(literalLength + (formattedCount * 16));

        internal string Written => _text.ToString();

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>HTML.</summary>
        public void AppendFormatted(Html html) => _text.Append(html._markup);

        /// <summary>Pieces of HTML, one after the other.</summary>
        public void AppendFormatted(IEnumerable<Html> pieces)
        {
            foreach (Html piece in pieces) _text.Append(piece._markup);
        }

        /// <summary>Text.</summary>
        public void AppendFormatted(string? text) => Escape(_text, text ?? "");

        /// <summary>A whole number.</summary>
        public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A number for CSS or SVG, to a hundredth.</summary>
        public void AppendFormatted(double number) => _text.Append(CultureInfo.InvariantCulture, $"{number:0.##}");
    }
}

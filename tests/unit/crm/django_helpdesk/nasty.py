"""Texts that templates, Markdown and searches for ticket numbers would make something of."""

NASTY = [
    "{{ ticket.title }} {% if %} {# gone #} { } %} {{ x y }}",
    "my order #1 and #12, #٣, &#1; &amp;#1; x#1",
    "*bold* _it_ __x__ a_b_c `code` ```\nblock\n``` \\* ~~~\nx\n~~~",
    "# head\n## two\n> said\n- one\n+ two\n* three\n1986. A great year\n2-3 weeks\n12.5",
    "Title\n===\nand\n---\nmore",
    "[a](javascript:x) [a](https://example.com) ![i](https://example.com/i.png) [x][appcare]",
    "[APPCARE] and [appcare]",
    "[x]: https://example.com\n[appcare]: # (evt_2)\nleft",
    "<b>no</b> <https://example.com> <a@example.com> 1 < 2 & 3 > 2 &copy; &lt; &nope",
    "    four\n\tand a tab\n  - two",
    "X-HELPDESK-COMMENT-VERBATIM x-helpdesk-comment-endverbatim",
    "https://example.com/a_b/c-d?x=1&copy=2#7",
    "👍 é ע ﷽ \u2028 end",
    "0",
]

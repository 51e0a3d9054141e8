"""Our own line icons, drawn on a 16 × 16 grid with a 1.5 stroke."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5",
    "bell": "M3 11.5h10l-1.3-2V6.8a3.7 3.7 0 0 0-7.4 0v2.7zM6.5 13.8h3M8 1.8v1",
    "menu": "M2.5 4h11M2.5 8h11M2.5 12h11",
    "close": "M4 4l8 8M12 4l-8 8",
    "chevron-right": "M6 3.5L10.5 8L6 12.5",
    "chevron-left": "M10 3.5L5.5 8L10 12.5",
    "chevron-down": "M3.5 6L8 10.5L12.5 6",
    "arrow-right": "M2.5 8h10.5M9 4l4 4l-4 4",
    "check": "M3 8.5l3.2 3.2L13 4.8",
    "plus": "M8 3v10M3 8h10",
    "minus": "M3 8h10",
    "upload": "M8 11V2.5M4.5 6L8 2.5L11.5 6M2.5 13.5h11",
    "download": "M8 2.5V11M4.5 7.5L8 11l3.5-3.5M2.5 13.5h11",
    "print": "M4.5 6V2.5h7V6M4.5 12H2.5V6h11v6h-2M4.5 9.5h7v4h-7z",
    "pin": "M5.5 2.5h5M6.5 2.5v4.5L4.5 9.5h7L9.5 7V2.5M8 9.5V14",
    "edit": "M3 13l.7-3.2L11 2.5L13.5 5L6.2 12.3zM9.5 4L12 6.5",
    "trash": "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4",
    "copy": "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
    "filter": "M2.5 3.5h11M4.5 8h7M6.5 12.5h3",
    "columns": "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
    "external": "M6.5 3h-4v10.5H13v-4M9 2.5h4.5V7M13.2 2.8L7.5 8.5",
    "sun": "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6z"
    "M8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M12.8 3.2l-1 1M4.2 11.8l-1 1",
    "moon": "M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z",
    "user": "M8 2.5a2.7 2.7 0 1 0 0 5.4a2.7 2.7 0 0 0 0-5.4zM2.8 13.8c.5-3 2.5-4.2 5.2-4.2s4.7 1.2 5.2 4.2",
    "organisation": "M2.5 13.5v-8L8 2.5l5.5 3v8M2.5 13.5h11M6.5 13.5V10h3v3.5M5.5 7h0.1M8 7h0.1M10.5 7h0.1",
    "clock": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.8",
    "lock": "M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
    "file": "M3.5 2h6L12.5 5v9h-9zM9.5 2v3h3M5.8 8.5h4.4M5.8 11h4.4",
    "flag": "M3.5 14V2.5h8.5l-2 3l2 3H3.5",
    "compare": "M3 13.5V5M8 13.5v-11M13 13.5V8M1.5 13.5h13",
    "star": "M8 2l1.8 3.9l4.2.5l-3.1 2.9l.8 4.2L8 11.4l-3.7 2.1l.8-4.2L2 6.4l4.2-.5z",
    "more": "M3 8h.2M7.9 8h.2M12.8 8h.2",
    "reload": "M13 8a5 5 0 1 1-1.6-3.7M13.5 2v3.2h-3.2",
    "info": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v4M8 4.8v.2",
}


def icon_svg(name: str, *, label: str = "", css: str = "") -> SafeString:
    """Return the icon ``name``; with ``label`` it speaks, without it screen readers pass it over.

    Raises KeyError for a name that is not drawn.
    """
    path = mark_safe(ICONS[name])
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" viewBox="0 0 16 16" width="16" height="16" {}><path d="{}"/></svg>', css, voice, path
    )

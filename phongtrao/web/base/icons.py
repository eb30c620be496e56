"""Drawings on a 16 × 16 grid: shape tells a state apart before colour does (ux.md 4.3)."""

ICONS: dict[str, str] = {
    "met": '<circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/>'
    '<path d="M4.5 8.2l2.4 2.4 4.6-5" stroke="var(--page)" stroke-width="2"/>',
    "near": '<path d="M8 1.8L15 14H1z" fill="currentColor" stroke="none"/>',
    "missed": '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor" stroke="none"/>'
    '<path d="M8 4.2v4.4M8 10.4v1.8" stroke="var(--page)" stroke-width="2"/>',
    "waiting": '<circle cx="8" cy="8" r="6.5"/>'
    '<path d="M8 1.5A6.5 6.5 0 0 1 8 14.5z" fill="currentColor" stroke="none"/>',
    "todo": '<circle cx="8" cy="8" r="6.5"/>',
    "provisional": '<path d="M2 6.2c2-2 4 2 6 0s4-2 6 0M2 10.8c2-2 4 2 6 0s4-2 6 0"/>',
    "locked": '<rect x="3" y="7" width="10" height="7.5" rx="1" fill="currentColor" '
    'stroke="none"/><path d="M5 7V5a3 3 0 0 1 6 0v2"/>',
    "none": '<path d="M3 8h10"/>',
    "done": '<path d="M2.5 8.5l3.5 3.5 7.5-8"/>',
    "back": '<path d="M6 3L2 7l4 4M2.5 7H10a4 4 0 0 1 0 8H7"/>',
    "unit": '<path d="M2 14.5V7l6-4.5L14 7v7.5zM6.5 14.5V10h3v4.5"/>',
    "review": '<path d="M3 1.5h7l3 3v10H3zM5.5 9l1.8 1.8L10.5 7"/>',
    "figures": '<path d="M2 14h12M4 14V8M8 14V3M12 14V6" stroke-width="2"/>',
    "duty": '<path d="M3 4h1M3 8h1M3 12h1M6.5 4H13M6.5 8H13M6.5 12H13"/>',
    "plan": '<path d="M3 1.5h10v13H3zM5.5 5h5M5.5 8h5M5.5 11h3"/>',
    "report": '<path d="M3 1.5h7l3 3v10H3zM5.5 8h5M5.5 11h5"/>',
    "rounds": '<path d="M2 3.5h12v11H2zM2 7h12M5 1.5v3M11 1.5v3"/>',
    "log": '<circle cx="8" cy="8" r="6.5"/><path d="M8 4v4.3l2.8 1.7"/>',
    "people": '<circle cx="8" cy="5" r="3"/><path d="M2 14.5c0-3.5 2.5-5 6-5s6 1.5 6 5"/>',
    "help": '<circle cx="8" cy="8" r="6.5"/><path d="M6 6.200a2 2 0 1 1 2.6 1.900c-.4.2-.6.5'
    '-.6 1M8 11v1.2"/>',
    "book": '<path d="M2.5 2.5H7A1.5 1.5 0 0 1 8.5 4v10A1.5 1.5 0 0 0 7 12.5H2.5z'
    'M14 2.5h-4A1.5 1.5 0 0 0 8.5 4v10a1.5 1.5 0 0 1 1.5-1.500h4z"/>',
    "more": '<path d="M3 4h10M3 8h10M3 12h10"/>',
    "bell": '<path d="M8 1.5v1.3M3 12h10c-1-1-1.4-2.2-1.4-4.5a3.6 3.6 0 0 0-7.2 0'
    "C4.4 9.8 4 11 3 12z"
    'M6.5 14.2a1.7 1.7 0 0 0 3 0"/>',
    "go": '<path d="M2.5 8h10M9 4l4 4-4 4"/>',
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.500L14.5 14.5"/>',
}

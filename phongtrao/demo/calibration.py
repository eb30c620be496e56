"""Shares and ranges of the demonstration data, taken from published results (practice.md 1.3).

Where a published range is known it is named; everything is made up within it. Cells that fail their
target are wanted: agencies are seldom graded excellent, a few units are weak, cameras break.
"""

YEARS = (2022, 2023, 2024, 2025, 2026)

#: Share recognised "An toàn về ANTT" of the units in scope: hamlets 89,4–100 %, agencies and
#: enterprises 88,7–96,1 %, schools near 80–90 %.
RECOGNISED = {
    "hamlet": (0.894, 0.915, 0.934, 0.951, 0.955),
    "commune": (0.91, 0.93, 0.955, 0.925, 0.95),
    "agency": (0.887, 0.905, 0.93, 0.955, 0.96),
    "enterprise": (0.872, 0.89, 0.912, 0.93, 0.935),
    "school": (0.80, 0.85, 0.885, 0.91, 0.92),
}
#: Cumulative shares excellent, good, average (the rest is weak): two provinces published
#: 34/64/0,6/1,3 % for all kinds and 6/86/8/0 % for agencies.
GRADES = {
    "hamlet": (0.34, 0.945, 0.995),
    "commune": (0.35, 0.94, 0.99),
    "agency": (0.09, 0.92, 0.996),
    "enterprise": (0.24, 0.93, 0.988),
    "school": (0.342, 0.981, 0.987),
}
#: Share with at least one model built or effectively kept.
MODELS = {
    "hamlet": (0.78, 0.83, 0.89, 0.955, 0.96),
    "commune": (0.93, 0.96, 0.98, 0.985, 0.99),
    "agency": (0.47, 0.56, 0.66, 0.73, 0.75),
    "enterprise": (0.41, 0.50, 0.58, 0.66, 0.68),
    "school": (0.62, 0.71, 0.79, 0.85, 0.86),
}
#: Share of units that never hand in, by year; mid-year reports are missed more often.
MISSING = (0.05, 0.035, 0.025, 0.04, 0.45)
MISSING_MIDYEAR = (0.07, 0.05, 0.04, 0.09, 0.10)
LATE = 0.08
ON_BEHALF = 0.06
UNAVAILABLE = 0.012
#: Share of communes of kind xã that meet criterion 19.2.
NTM_19_2 = (0.90, 0.94, 0.965, 0.93, 0.95)
CAMERAS_WORKING = (0.58, 0.77)
TIPS_VALUABLE = (0.18, 0.48)
#: Attendees of one session: 22, 35, 95, 110, 113 were published.
ATTENDEES = {
    "hamlet": (22, 60), "commune": (60, 113), "agency": (18, 40), "enterprise": (25, 95),
    "school": (60, 180), "district": (90, 180), "province": (110, 180), "body": (35, 110),
}  # fmt: skip
#: Sessions a unit holds in a year.
SESSIONS = {
    "hamlet": (3, 9), "commune": (14, 48), "agency": (1, 5), "enterprise": (1, 4),
    "school": (2, 9), "district": (8, 24), "province": (6, 18), "body": (4, 16),
}  # fmt: skip
#: Members of one team of the grassroots force: 3,0–5,4 after July 2024.
TEAM = (3.0, 5.4)
MEMBERS_PER_MODEL = (8, 16)


def share(table: tuple[float, ...], year: int) -> float:
    """The value of a table of years; years outside it take the nearest end."""
    place = min(max(year - YEARS[0], 0), len(table) - 1)
    return table[place]

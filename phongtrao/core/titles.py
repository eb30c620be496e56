"""How a report is called with its period, each word once."""


def joined(title: str, label: str) -> str:
    """Join at the longest run of words that ends one and begins the other, else with a comma.

    "Báo cáo năm" + "Năm 2024" → "Báo cáo năm 2024".
    """
    first, second = title.split(), label.split()
    for size in range(min(len(first), len(second)), 0, -1):
        if [word.casefold() for word in first[-size:]] == [
            word.casefold() for word in second[:size]
        ]:
            return " ".join(first + second[size:])
    return f"{title}, {label}"

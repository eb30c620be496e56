"""The slow, obvious judge of formulas: own reader, own arithmetic, nothing shared with the product.

It cuts the text into words with one regular expression, reads it by recursive descent and works
on lists of dict rows. NULL is None; a condition is True, False or None.
"""

import re
from functools import cache

WORD = re.compile(
    r"\s*(?:--[^\n]*\n?|/\*.*?\*/|('(?:[^']|'')*')|(\d+)|([A-Za-z_]\w*)|(<>|!=|<=|>=|[-+*/(),=<>]))"
)


@cache
def words_of(text):
    """Cut a formula into words; comments vanish."""
    found, at = [], 0
    text = text.strip()
    while at < len(text):
        match = WORD.match(text, at)
        assert match, f"cannot read {text[at:]!r}"
        if match.lastindex:
            word = match.group(match.lastindex)
            found.append(word if match.lastindex == 1 else word.lower())
        at = match.end()
    return found


class Slow:
    """Evaluates while reading; `row` is the current row."""

    def __init__(self, words, row):
        self.words, self.row, self.at = words, row, 0

    def peek(self):
        return self.words[self.at] if self.at < len(self.words) else None

    def take(self, *wanted):
        if self.peek() in wanted:
            self.at += 1
            return self.words[self.at - 1]
        return None

    def need(self, word):
        assert self.take(word), f"wanted {word}, saw {self.peek()}"

    def condition(self):
        value = self.conjunction()
        while self.take("or"):
            other = self.conjunction()
            if value is True or other is True:
                value = True
            elif value is None or other is None:
                value = None
            else:
                value = False
        return value

    def conjunction(self):
        value = self.negation()
        while self.take("and"):
            other = self.negation()
            if value is False or other is False:
                value = False
            elif value is None or other is None:
                value = None
            else:
                value = True
        return value

    def negation(self):
        if self.take("not"):
            value = self.negation()
            return None if value is None else not value
        return self.test()

    def test(self):
        left = self.number()
        denied = bool(self.take("not"))
        if self.take("is"):
            denied = bool(self.take("not"))
            self.need("null")
            return (left is None) != denied
        if self.take("in"):
            return self.membership(left, denied)
        if self.take("between"):
            low = self.number()
            self.need("and")
            high = self.number()
            above = None if left is None or low is None else left >= low
            below = None if left is None or high is None else left <= high
            if above is False or below is False:
                return denied
            return None if above is None or below is None else not denied
        sign = self.take("=", "<>", "!=", "<", "<=", ">", ">=")
        if sign is None:
            return left
        right = self.number()
        if left is None or right is None:
            return None
        return self.order(sign, left, right)

    def order(self, sign, left, right):
        if sign == "=":
            return left == right
        if sign in ("<>", "!="):
            return left != right
        if sign == "<":
            return left < right
        if sign == "<=":
            return left <= right
        if sign == ">":
            return left > right
        return left >= right

    def membership(self, left, denied):
        self.need("(")
        items = [self.number()]
        while self.take(","):
            items.append(self.number())
        self.need(")")
        if left is None:
            return None
        return (left in items) != denied

    def number(self):
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            if value is None or other is None:
                value = None
            else:
                value = value + other if sign == "+" else value - other
        return value

    def product(self):
        value = self.factor()
        while sign := self.take("*", "/"):
            other = self.factor()
            if value is None or other is None:
                value = None
            elif sign == "*":
                value = value * other
            else:
                whole = abs(value) // abs(other)
                value = whole if value * other >= 0 else -whole
        return value

    def factor(self):
        if self.take("-"):
            value = self.factor()
            return None if value is None else -value
        if self.take("("):
            value = self.condition()
            self.need(")")
            return value
        word = self.words[self.at]
        self.at += 1
        if word[0] == "'":
            return word[1:-1].replace("''", "'")
        if word.isdigit():
            return int(word)
        if word == "case":
            return self.case()
        if word in ("coalesce", "nullif") and self.peek() == "(":
            return self.call(word)
        return self.row.get(word)

    def case(self):
        answer, decided = None, False
        while self.take("when"):
            test = self.condition()
            self.need("then")
            value = self.number()
            if test is True and not decided:
                answer, decided = value, True
        if self.take("else"):
            value = self.number()
            if not decided:
                answer = value
        self.need("end")
        return answer

    def call(self, name):
        self.need("(")
        items = [self.number()]
        while self.take(","):
            items.append(self.number())
        self.need(")")
        if name == "nullif":
            return None if items[0] == items[1] else items[0]
        for item in items:
            if item is not None:
                return item
        return None


def slow_condition(text, row):
    """True, False or None."""
    reader = Slow(words_of(text), row)
    value = reader.condition()
    assert reader.peek() is None, f"left over: {reader.words[reader.at :]}"
    return value


@cache
def split_terms(text):
    """Cut `sum(a + b) + count_if(c) + count()` into (name, inside) pairs."""
    terms, depth, start, name, quoted = [], 0, 0, "", False
    for at, char in enumerate(text):
        if char == "'":
            quoted = not quoted
        if quoted:
            continue
        if char == "(":
            if depth == 0:
                name, start = text[start:at].strip(" +\n\t").lower(), at + 1
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                terms.append((name, text[start:at]))
                start = at + 1
    return terms


def slow_measure(text, rows):
    """The measure over dict rows: always an integer."""
    total = 0
    for name, inside in split_terms(text):
        for row in rows:
            if name == "count":
                total += 1
            elif name == "count_if":
                total += slow_condition(inside, row) is True
            else:
                reader = Slow(words_of(inside), row)
                total += reader.number() or 0
    return total

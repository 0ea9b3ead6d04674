"""Sentences that a dashboard says of itself: words with figures in them, as SQL over a mart.

Owns the small language in which dashboards/datasets/*.yml write them. A sentence is words with
{kind METRIC} between them; what comes out is one text of HTML per question, which Superset cleans
before it shows it. Kinds:

    {short METRIC}       4.21 bn, the exact amount when pointed at
    {signed METRIC}      +30.2 m, likewise
    {count METRIC}       6,550
    {counted METRIC: entity / entities}  1 entity, 3 entities
    {form METRIC: is / are}              the word alone
    {share METRIC}       61.2 %
    {rise METRIC}        +1.3 %, of a ratio
    {change NOW BEFORE}  +3.2 %, the amount before when pointed at; +30.2 m where the amount before
                         is none or negative, of which no share can be said
    {text METRIC}        a text of the data; markup in it is shown as it is written
    {moment METRIC}      2026-11-30 06:04, a text that is read from the left

English has two forms of a word, Arabic one / two / few / many and where it differs / hundred:
جهة واحدة / جهتان / جهات / جهة; of one and two Arabic says the word alone. Digits, moments and names
keep their own direction in a sentence of either. Refuses kinds, metrics and forms there are not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from erp_app.domain.languages import ARABIC, ENGLISH

_PART = re.compile(r"\{([^{}]*)\}")
_SCALES = {
    ENGLISH: ((10**9, "bn"), (10**6, "m"), (10**3, "k")),
    ARABIC: ((10**9, "مليار"), (10**6, "مليون"), (10**3, "ألف")),
}
_MONEY = "{:,.2f}"
_PLUS = "case when {} >= 0.005 then '+' else '' end || "
_PERCENT = {ENGLISH: "\u00a0%", ARABIC: "٪"}


class SentenceInvalidError(ValueError):
    """A sentence cannot be used; says why."""


class Variant(NamedTuple):
    """One way to say it. when: SQL that must be true, None for the last; text: by language."""

    when: str | None
    text: Mapping[str, str]


def sentence_sql(
    variants: tuple[Variant, ...], metrics: Mapping[str, str], language: str, drawn: str = "text"
) -> str:
    """Return SQL that says the first variant whose condition holds, and nothing when none does.

    metrics: name -> SQL of what may be named. drawn: "lead" for the first line of a dashboard,
    "card" for a figure with lines below it (told apart by " | "), "text" for neither.
    Raises: SentenceInvalidError.
    """
    said = [
        (one.when, _said(_framed(one.text[language], drawn), metrics, language)) for one in variants
    ]
    if len(said) == 1 and said[0][0] is None:
        return said[0][1]
    cases = [f"when {when or 'true'} then {text}" for when, text in said]
    return f"case {' '.join(cases)} else '' end"


def _framed(text: str, drawn: str) -> str:
    """Return a text in the frame that the dashboards' style sheet knows."""
    if drawn == "text":
        return text
    lines = text.split(" | ") if drawn == "card" else [text]
    inner = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div class="diwan-{drawn}">{inner}</div>'


def _said(text: str, metrics: Mapping[str, str], language: str) -> str:
    """Return SQL of one text; nothing is lost where a figure is null."""
    parts = []
    for number, part in enumerate(_PART.split(text)):
        if number % 2:
            parts.append(_figure(part, metrics, language))
        elif part:
            parts.append(_quoted(part))
    return f"concat({', '.join(parts)})"


def _figure(part: str, metrics: Mapping[str, str], language: str) -> str:
    head, _, words = part.partition(":")
    kind, *names = head.split()
    if unknown := [name for name in names if name not in metrics]:
        raise SentenceInvalidError(f"{{{part}}} names no metric: {', '.join(unknown)}")
    wanted = 2 if kind == "change" else 1
    if kind not in _KINDS or len(names) != wanted:
        raise SentenceInvalidError(f"{{{part}}} is none of {', '.join(sorted(_KINDS))}")
    if kind in _OF_FORMS or words:
        return _worded(kind, part, words, language, f"({metrics[names[0]]})")
    return _KINDS[kind](language, *(f"({metrics[name]})" for name in names))


def _short(language: str, sql: str) -> str:
    return _pointed(_scaled(language, sql, ""), _formatted(_MONEY, sql))


def _signed(language: str, sql: str) -> str:
    return _pointed(
        _scaled(language, sql, _PLUS.format(sql)),
        _formatted(_MONEY, sql),
    )


def _scaled(language: str, sql: str, sign: str) -> str:
    """Return an amount in its largest unit; the unit is a word and goes the sentence's way."""
    steps = [
        f"when abs({sql}) >= {scale}"
        f" then {_digits(sign + _formatted(_MONEY, f'{sql} / {scale}'))} || ' {word}'"
        for scale, word in _SCALES[language]
    ]
    return f"case {' '.join(steps)} else {_digits(sign + _formatted(_MONEY, sql))} end"


def _worded(kind: str, part: str, words: str, language: str, sql: str) -> str:
    """Return a word in the form that its number asks for, with the number where it is said."""
    forms = [one.strip() for one in words.split(" / ")]
    if kind not in _OF_FORMS or len(forms) not in _FORMS[language] or not all(forms):
        wanted = " or ".join(map(str, _FORMS[language]))
        raise SentenceInvalidError(f"{{{part}}} has not {wanted} forms, told apart by /")
    said = [_quoted(one) for one in forms]
    if kind == "counted":
        alone = 0 if language == ENGLISH else 2  # of one and two
        count = f"{_count(language, sql)} || '\u00a0' || "
        said = [one if number < alone else count + one for number, one in enumerate(said)]
    if language == ENGLISH:
        return f"case when {sql} = 1 then {said[0]} else {said[1]} end"
    one, two, few, many, hundred = (*said, said[-1])[:5]
    return (
        f"case when {sql} = 1 then {one} when {sql} = 2 then {two}"
        f" when {sql} % 100 between 3 and 10 then {few}"
        f" when {sql} % 100 between 11 and 99 then {many} else {hundred} end"
    )


def _count(_language: str, sql: str) -> str:
    return _pointed(_digits(_formatted("{:,.0f}", sql)), None)


def _share(language: str, sql: str) -> str:
    return _percent(language, "{:.1f}", f"100 * {sql}", None)


def _rise(language: str, sql: str) -> str:
    return _percent(language, "{:+.1f}", f"100 * {sql}", None)


def _change(language: str, now: str, before: str) -> str:
    ratio = f"100 * (cast({now} as double) / nullif(cast({before} as double), 0) - 1)"
    exact = f"regexp_replace({_formatted(_MONEY, before)}, '[.]00$', '')"
    share = _percent(language, "{:+.1f}", ratio, exact)
    rose_by = f"(coalesce({now}, 0) - coalesce({before}, 0))"
    amount = _pointed(_without_naught(_scaled(language, rose_by, _PLUS.format(rose_by))), exact)
    return f"case when {before} > 0 then {share} when {before} <= 0 then {amount} else '–' end"


def _without_naught(sql: str) -> str:
    """Return a text that ends in a whole number where it says no part: people are counted too."""
    return f"regexp_replace({sql}, '[.]00(</bdi>)$', '\\1')"


def _percent(language: str, shape: str, sql: str, exact: str | None) -> str:
    return _pointed(_digits(f"{_formatted(shape, sql)} || '{_PERCENT[language]}'"), exact)


def _text(_language: str, sql: str) -> str:
    return f"concat('<bdi>', {_escaped(sql)}, '</bdi>')"


def _moment(_language: str, sql: str) -> str:
    return _pointed(_digits(_escaped(sql)), None)


def _escaped(sql: str) -> str:
    return f"replace(replace({sql}, '&', '&amp;'), '<', '&lt;')"


def _formatted(shape: str, sql: str) -> str:
    """Return a number as text, with the sign of a minus; nothing has no sign."""
    text = f"replace(format('{shape}', cast({sql} as double)), '-', '−')"
    return f"regexp_replace({text}, '^[+−](0([.]0+)?)$', '\\1')"


def _digits(text: str) -> str:
    """Return digits and signs that are read from the left, in a sentence of either direction."""
    return f"concat('<bdi dir=\"ltr\">', {text}, '</bdi>')"


def _pointed(text: str, exact: str | None) -> str:
    """Return a figure as HTML. exact: SQL of what it says when pointed at."""
    title = f", ' title=\"', {exact}, '\"'" if exact else ""
    return f"concat('<span class=\"diwan-figure\"'{title}, '>', {text}, '</span>')"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_KINDS = {
    "short": _short,
    "signed": _signed,
    "count": _count,
    "share": _share,
    "rise": _rise,
    "change": _change,
    "text": _text,
    "moment": _moment,
    "counted": _count,
    "form": _count,
}
_OF_FORMS = ("counted", "form")
_FORMS = {ENGLISH: (2,), ARABIC: (4, 5)}

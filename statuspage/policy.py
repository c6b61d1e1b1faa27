"""Advice on all notices of a site, as its policy switches it off or enforces it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from statuspage.completeness import incomplete
from statuspage.messages import message
from statuspage.model import Config, Contact, Content, Page, Question
from statuspage.notices import Advice, Notice, advice
from statuspage.problems import Level, Place, Problem
from statuspage.state import OVER, Phase, state_at
from statuspage.timeliness import dated_ahead, early_end, order, overlaps, untimely

UNFILLED: Final = ("(fill in", "（待填写")
"""How the contacts of a new site begin, until somebody writes the real ones."""


def advise(content: Content, config: Config, now: datetime) -> tuple[Problem, ...]:
    """Return the advice on a site at `now`: codes that are `off` are left out, those in `enforce` are errors."""
    kept = (problem for problem in _all_advice(content, config, now) if problem.code not in config.policy.off)
    return tuple(
        replace(problem, level=Level.ERROR) if problem.code in config.policy.enforce else problem for problem in kept
    )


def _all_advice(content: Content, config: Config, now: datetime) -> Iterator[Problem]:
    """Yield the advice on notices that aren't over; of those that are, only what may be a slip of the pen."""
    notices = [Notice(event, state_at(event, now), now, config) for event in content.events]
    current = [notice for notice in notices if notice.state.phase not in OVER]
    for notice in current:
        yield from incomplete(notice)
        yield from untimely(notice)
    for notice in notices:
        yield from order(notice.event)
        yield from early_end(notice.event)
        if notice.state.phase is not Phase.HIDDEN:
            yield from dated_ahead(notice.event, now)
    yield from overlaps(current)
    yield from _site(content, config)


def _site(content: Content, config: Config) -> Advice:
    if not config.url:
        told = message(
            "'url' is not set: left out is what needs absolute addresses, that is feeds, maintnote.ics, the API v2, the"
            " sitemap, webcal links, QR codes, and canonical, hreflang and Open Graph tags"
        )
        hint = message('write url = "https://status.example.org/" under [site]')
        yield advice(Place("config.toml"), "site-url", told, hint)
    if content.contacts and not any(contact.urgent for contact in content.contacts):
        hint = message("write 'urgent: true' in the one to use when it can't wait")
        place = content.contacts[0].place
        yield advice(place, "no-urgent-contact", message("no contact is for what can't wait"), hint)
    for contact in content.contacts:
        for phrase in contact.reach.said:
            if phrase.text.startswith(UNFILLED):
                hint = message("write the number, the mail address or the link that people reach somebody by")
                told = message("'reach' is still '{text}', and would be published so", text=phrase.text)
                yield advice(contact.place, "unfilled", told, hint)
    prose: tuple[Question | Contact | Page, ...] = (*content.questions, *content.contacts, *content.pages)
    for item in prose:
        for lang in config.languages:
            if not (item.title.has(lang) and (not item.body or item.body.has(lang))):
                hint = message("add the file for '{lang}' beside it", lang=lang)
                yield advice(item.place, "missing-translation", message("this is not in '{lang}'", lang=lang), hint)

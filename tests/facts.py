"""Events from facts in the shape of tests/cases/state.json."""

from datetime import UTC, datetime, timedelta
from typing import Any

from statuspage.model import Event, Impact, Kind, Update, UpdateState, Window
from statuspage.problems import Place
from statuspage.texts import Text


def instant(text: str | None) -> Any:
    """Return the instant that a text of the cases stands for."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _impacts(facts: dict[str, Any]) -> tuple[tuple[str, Impact], ...]:
    return tuple((name, Impact(impact)) for name, impact in facts.get("components", {}).items())


def event_of(facts: dict[str, Any]) -> Event:
    """Return the event whose facts are given in the shape of tests/cases/state.json."""
    every = facts.get("update_every")
    return Event(
        id=facts.get("id", "case"),
        kind=Kind(facts["kind"]),
        title=Text.of("case", "en"),
        window=Window(instant(facts["start"]), instant(facts.get("end"))),
        components=_impacts(facts),
        announced=instant(facts.get("announced")),
        update_every=None if every is None else timedelta(minutes=every),
        auto_complete=facts.get("auto_complete", False),
        updates=tuple(
            Update(
                at=instant(update["at"]),
                state=UpdateState(update["state"]),
                start=instant(update.get("start")),
                end=instant(update.get("end")),
                next_update=instant(update.get("next_update")),
                impacts=_impacts(update),
                place=Place("case.md"),
            )
            for update in facts.get("updates", [])
        ),
        place=Place("case.md"),
    )

"""What may be written, as the text of a file for one editor or another."""

import json
from collections.abc import Collection, Mapping
from typing import Final

from statuspage.cms import editor_settings
from statuspage.model import Config
from statuspage.schemas import SCHEMAS, schema_of
from statuspage.snippets import snippets

EDITOR: Final[Mapping[str, str]] = {
    **{f".vscode/{sort}.schema.json": sort for sort in SCHEMAS},
    ".vscode/statuspage.code-snippets": "snippets",
}
"""The files by which VS Code completes and underlines, and what each is made of."""


def text_of(sort: str, config: Config, contacts: Collection[str], lang: str, draft: str) -> str:
    """Return a schema, or what is made of one: `cms` as YAML, all else as JSON."""
    if sort == "cms":
        import yaml

        plain = json.loads(json.dumps(editor_settings(config, contacts, lang)))  # no aliases, and texts of one type
        forms: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=1000)
        return forms
    made = snippets(config, contacts, lang) if sort == "snippets" else schema_of(sort, lang, config, contacts, draft)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def editor_files(config: Config, contacts: Collection[str], lang: str) -> dict[str, bytes]:
    """Return the files of a site by which VS Code completes and underlines; its extensions know an older draft."""
    return {path: text_of(sort, config, contacts, lang, "07").encode() for path, sort in EDITOR.items()}

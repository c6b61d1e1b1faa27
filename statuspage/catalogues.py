"""The program's own words in other languages."""


def in_language(text: str, _lang: str) -> str:
    """Return a message in another language, or as it is where nobody has said it in that."""
    return text

"""A folder of Markdown notices becomes a static status site."""

__version__ = "0.1.0"

"""A folder of Markdown notices becomes a static status site."""

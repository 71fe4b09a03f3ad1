"""An official file in, rows of our own tables out: one module a file family, recognised by what it holds, never by its name."""

"""The application, for a WSGI server."""

from costing.web.app import create_app

app = create_app()

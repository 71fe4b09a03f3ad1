"""Builds the Flask application: settings, templates, sign-in, headers, errors, and the three doors."""

from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from costing.reference.load import use_loaded
from costing.store.instance import POLICIES, PRICES, PROGRAMS, Instance, open_instance
from costing.web import api, auth, database, errors, headers, home, limits, patient, queue, shown, staff, uploads
from costing.web.settings import settings_of
from payer_rules.policies import use_office_policies
from payer_rules.programs import use_own

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
GOVUK = "govuk_frontend_jinja"


def create_app(instance: Instance | None = None) -> Flask:
    """Build the application over an instance folder (default: the one that `open_instance` finds)."""
    instance = instance or open_instance()
    use_loaded(instance.folder / PRICES)
    use_own(instance.folder / PROGRAMS)
    use_office_policies(instance.folder / POLICIES)
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(TEMPLATES / "static"))
    app.config.from_mapping(settings_of(instance))
    _use_templates(app)
    for room in (database, queue, headers, shown, limits, uploads, auth, errors):
        room.set_up(app)
    for blueprint in (home.pages, *staff.blueprints, patient.pages):
        app.register_blueprint(blueprint)
    api.set_up(app)
    return app


def _use_templates(app: Flask) -> None:
    """Our templates, and GOV.UK Frontend's macros under their package's name; blank lines of tags vanish."""
    loaders = [FileSystemLoader(TEMPLATES), PrefixLoader({GOVUK: PackageLoader(GOVUK)})]
    app.jinja_options = {"loader": ChoiceLoader(loaders), "trim_blocks": True, "lstrip_blocks": True}

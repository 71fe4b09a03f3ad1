"""The patient page: what treatment may cost, without account or name, and nothing kept."""

from costing.web.patient.pages import pages

__all__ = ["pages"]

"""`igpath policies` whole: reading the collection, writing for it, and articles from Medicare's own export."""

from costing.cli.articles import articles
from costing.cli.authoring import AUTHORING
from costing.cli.policies import policies

for command in (*AUTHORING, articles):
    policies.add_command(command)

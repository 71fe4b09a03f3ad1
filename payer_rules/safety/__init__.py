"""The safety screen: what is known of a product's label, held against the chart."""

from payer_rules.safety.hazards import Hazard, hazards
from payer_rules.safety.screen import screen
from payer_rules.safety.shapes import Alert, Level, ProductAttribute, ProductSafety

__all__ = ["Alert", "Hazard", "Level", "ProductAttribute", "ProductSafety", "hazards", "screen"]

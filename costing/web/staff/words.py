"""Words that several pages of a case share."""

from costing.web.forms import Option

DATE_HINT = "Month, day and year, such as 1/5/2026."
YES_NO = (Option("yes", "Yes"), Option("no", "No"))

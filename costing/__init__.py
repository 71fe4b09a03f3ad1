"""IgPath: what immunoglobulin therapy costs, what the payer wants shown, who helps, and the letter."""

VERSION = "0.3.0"

"""The letter: sentences built from findings, facts, order figures and cited evidence, then printed as a tagged PDF."""

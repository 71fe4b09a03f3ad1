"""The vocabulary a policy or program may use, and its reading from YAML."""

"""`python -m costing.cli`, for a checkout without the installed command."""

from costing.cli import main

main(prog_name="igpath")

"""What an office has loaded or written itself, laid over what ships: for the command, and for each process it starts."""

from costing.reference.load import use_loaded
from costing.store.instance import policies_folder, prices_folder, programs_folder
from payer_rules.policies import use_office_policies
from payer_rules.programs import use_own


def use_what_is_loaded() -> None:
    """Use the prices, programs and policies of the installation."""
    use_loaded(prices_folder())
    use_own(programs_folder())
    use_office_policies(policies_folder())

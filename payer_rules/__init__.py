"""What a payer wants shown and who may help to pay: a library of its own, without Flask, database or prices."""

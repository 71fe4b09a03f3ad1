"""What an installation keeps: people, cases, answers and the record of who did what, each row with its practice."""

"""What each command of the command line does. Nothing is printed here."""

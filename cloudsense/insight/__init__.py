"""What is read out of cached answers for the page, the command and alerts. Buys nothing unasked."""

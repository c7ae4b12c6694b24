"""`python -m cloudsense` is `cloudsense`."""

from cloudsense.cli import main

if __name__ == "__main__":
    main()

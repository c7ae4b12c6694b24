"""CloudSense: a secure, self-hosted dashboard for AWS costs."""

__version__ = "1.0.0"

"""Storage in Redis, shared by several processes and machines. Its modules
need the package `redis`."""

from importlib.util import find_spec

from cloudsense.errors import SettingsError


def require() -> None:
    """Raises SettingsError if the package is not installed."""
    if find_spec("redis") is None:
        remedy = "Run `pip install 'cloudsense[redis]'`, or in a checkout `pip install '.[redis]'`."
        raise SettingsError("--cache needs a package that is not installed.", remedy=remedy)

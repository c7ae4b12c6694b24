"""The Dash components of our own: props in, `setProps` out, their scripts in assets/kit."""

from cloudsense.web.kit.content import Content

__all__ = ["Content"]

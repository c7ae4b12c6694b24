"""Cookies that scripts cannot read and other sites do not send."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, request


def set_cookie(response: Response, name: str, value: str, max_age: timedelta, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=path,
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )

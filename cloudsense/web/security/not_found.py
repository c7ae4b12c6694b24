"""The page for addresses that do not exist, with a link back."""

from __future__ import annotations

from flask import Flask, Response, request

PAGE = """<!DOCTYPE html>
<html lang="en" class="entrance">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Page not found – CloudSense</title>
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
</head>
<body>
<main class="lost">
<h1 class="brand"><span class="logo"></span>CloudSense</h1>
<p>There is no page at this address.</p>
<p><a href="{home}">Back to the overview</a></p>
</main>
</body>
</html>
"""
TEXT_PATHS = ("/_dash-", "/assets/")
"""Paths that programs request, not people."""


def show_not_found(server: Flask, home: str, style: str, icon: str) -> None:
    """Show a page in place of a bare 404. `style` and `icon` are URLs of assets."""
    page = PAGE.format(home=home, style=style, icon=icon)

    def not_found(_error: Exception) -> Response:
        if _wants_text():
            return Response("Not found", 404, mimetype="text/plain")
        return Response(page, 404, mimetype="text/html")

    server.register_error_handler(404, not_found)


def _wants_text() -> bool:
    takes_html = request.accept_mimetypes.accept_html
    return not takes_html or request.path.startswith(TEXT_PATHS)

"""Small pieces of HTML as functions: usable as template tags (see `templatetags/web.py`) and from Python alike.

Each returns safe HTML, escapes all it is given, and puts a word beside every colour.
"""

"""The shell of every page: templates, components, charts, security headers, navigation. It knows no domain.

Rooms above register what they want shown (`registry`) and write their pages with the tags of `templatetags/web.py`.
"""

"""What can go wrong with an AI system, by lifecycle stage and STRIDE letter.

Pure: no database, no network, no Django. Threat models of a system, and the rules that match threats to them, come on
top of this library.
"""
